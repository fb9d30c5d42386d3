// Where artwork goes at a press. A printer gets the open PDF in locked memory and must not keep it.
#pragma once

#include <filesystem>
#include <string>

#include "base/files.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/secret.h"

namespace tipstaff::press {

class Printer {
 public:
  virtual ~Printer() = default;
  // Prints the two pages. Success: the card is made. Failure: no good card is made, the blank counts as spoilt and the
  // item is never printed again; printing stops. It must not throw for what printers are prone to.
  virtual Result<void> print(const ItemId& item, const Plaintext& pdf) = 0;
  // True when printing leaves a file or spool entry that outlives it (a disk copy in custody).
  virtual bool leaves_disk_copy() const = 0;
};

// Writes ITEM.pdf, mode 0600, into a folder that exists.
class FolderPrinter final : public Printer {
 public:
  FolderPrinter(Files& files, std::filesystem::path folder) : files_(files), folder_(std::move(folder)) {}
  Result<void> print(const ItemId& item, const Plaintext& pdf) override;
  bool leaves_disk_copy() const override { return true; }

 private:
  Files& files_;
  std::filesystem::path folder_;
};

// Hands the PDF to CUPS through the standard input of `lp -d NAME -t ITEM -`: no file of ours, but CUPS keeps a spool
// file, so it counts as a disk copy. Success means that CUPS has taken the job.
class CupsPrinter final : public Printer {
 public:
  // `name`: letters, digits, - and _. Errors: kUsage.
  static Result<CupsPrinter> open(const std::string& name, std::string program = "lp");
  Result<void> print(const ItemId& item, const Plaintext& pdf) override;
  bool leaves_disk_copy() const override { return true; }

 private:
  CupsPrinter(std::string name, std::string program) : name_(std::move(name)), program_(std::move(program)) {}
  std::string name_;
  std::string program_;
};

}  // namespace tipstaff::press
