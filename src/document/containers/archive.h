// Archives other than ZIP (zip.h): tar (POSIX.1-2017 pax, GNU; tar.cc), gzip (RFC 1952), and, through libarchive, 7z,
// RAR and data packed by bzip2, xz or zstd. What is in them is read as files of their own.
#pragma once

#include <set>
#include <string>

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

bool is_tar(ByteView file);
void read_tar(ByteView file, Emitter& emitter);
void read_gzip(ByteView file, Emitter& emitter);
void read_seven_zip(ByteView file, Emitter& emitter);
void read_rar(ByteView file, Emitter& emitter);
// Tells what lies between, beside and behind the files in it (rar.cc).
void account_for_rar(ByteView file, Emitter& emitter);
void read_packed(ByteView file, Emitter& emitter);  // one file: bzip2, xz, zstd

// What archives have in common: names that stand twice, leftovers of the programs that packed them.
class Members {
 public:
  explicit Members(Emitter& emitter) : emitter_(emitter), said_(emitter) {}
  Members(const Members&) = delete;
  ~Members() { end_names(); }
  // True when the file is to be read: false for what is reported instead, and once there are too many.
  bool add(const std::string& name);
  // What stands in an archive is called so; a folder's name ends in a slash.
  void name(std::string_view path, bool empty);
  void read(const std::string& name, ByteView content);
  // The account of whoever packed it; said once.
  void owner(std::string_view name);
  // Where a link in the archive leads, whether anything is there or not.
  void link(const std::string& name, std::string_view target);

 private:
  void end_names();

  Emitter& emitter_;
  Layer said_;
  std::set<std::string> folders_, bare_;  // that hold something; whose names are remarks, and that perhaps hold nothing
  std::set<std::string> names_;
  bool owner_said_ = false;
};

}  // namespace tipstaff::document
