// One small interface to the relational store; SQLite is behind it now, PostgreSQL later. SQL stays portable: explicit
// types, byte collation, `?` parameters, no LIKE tricks; every statement of a module stands in one file of that module.
// A Database belongs to one thread at a time. Values bound or read are numbers, sealed bytes and public text: plaintext
// of the roll never appears in a statement or a parameter (law 11).
// Errors: kStorage (full, unreadable, locked by another process), kTampered (the file is not a sound database).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/bytes.h"
#include "base/result.h"

namespace tipstaff::db {

// A parameter refers to the caller's memory until the call returns. Integers are 64 bits, signed, as in SQL BIGINT.
using Parameter = std::variant<std::nullptr_t, std::int64_t, std::string_view, ByteView>;

inline Parameter number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

// One row of an answer; what it gives out is valid until the callback returns.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual ByteView bytes(int column) const = 0;
  std::string_view text(int column) const { return as_text(bytes(column)); }
  std::uint64_t number(int column) const { return static_cast<std::uint64_t>(integer(column)); }
};

// Returning an error stops the query and is passed on.
using OnRow = std::function<Result<void>(const Row&)>;

class Database {
 public:
  virtual ~Database() = default;

  // `sql` must be a literal: prepared statements are cached by its address.
  virtual Result<void> run(const char* sql, std::initializer_list<Parameter> parameters = {}) = 0;
  virtual Result<void> query(const char* sql, std::initializer_list<Parameter> parameters, const OnRow& on_row) = 0;
  // Several statements without parameters, for schemas.
  virtual Result<void> script(std::string_view sql) = 0;

  // An error from commit() leaves the outcome unknown: the caller must open the store anew and look (law 1).
  virtual Result<void> begin() = 0;
  virtual Result<void> commit() = 0;
  virtual Result<void> rollback() = 0;
  // A part of a transaction that can be taken back alone.
  virtual Result<void> savepoint() = 0;
  virtual Result<void> release_savepoint() = 0;
  virtual Result<void> rollback_to_savepoint() = 0;

  // A consistent copy of the whole store into a new file.
  virtual Result<void> copy_to(const std::filesystem::path& file) = 0;
};

struct SqliteSettings {
  std::filesystem::path file;
  bool create = false;
  std::string vfs;  // a fault-injecting file layer, in tests
};

// WAL, synchronous=FULL, secure_delete, foreign keys off, exclusive: a second process gets kStorage.
Result<std::unique_ptr<Database>> open_sqlite(const SqliteSettings& settings);

}  // namespace tipstaff::db
