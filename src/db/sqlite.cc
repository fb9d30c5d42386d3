#include <fmt/format.h>
#include <sqlite3.h>

#include <unordered_map>

#include "db/db.h"

namespace tipstaff::db {
namespace {

class SqliteRow : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  ByteView bytes(int column) const override {
    const void* data = sqlite3_column_blob(statement_, column);
    return {static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  sqlite3_stmt* statement_;
};

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

// A key that is one number is the place of its row only under this name (sqlite.org/lang_createtable.html, "ROWIDs and
// the INTEGER PRIMARY KEY"); under any other it costs a second tree. Here the two hold the same 64 bits.
std::string in_dialect(std::string_view sql) {
  constexpr std::string_view kPortable = "BIGINT PRIMARY KEY", kHere = "INTEGER PRIMARY KEY";
  std::string out(sql);
  for (auto at = out.find(kPortable); at != std::string::npos; at = out.find(kPortable, at + kHere.size()))
    out.replace(at, kPortable.size(), kHere);
  return out;
}

class Sqlite : public Database {
 public:
  Sqlite(sqlite3* handle, std::filesystem::path file) : handle_(handle), file_(std::move(file)) {}
  ~Sqlite() override {
    cache_.clear();
    sqlite3_close(handle_);
  }

  Result<void> run(const char* sql, std::initializer_list<Parameter> parameters = {}) override {
    return query(sql, parameters, [](const Row&) -> Result<void> { return {}; });
  }

  Result<void> query(const char* sql, std::initializer_list<Parameter> parameters, const OnRow& on_row) override {
    TRY_ASSIGN(Prepared statement, take(sql, parameters));
    Result<void> outcome = step_through(statement.get(), on_row);
    sqlite3_reset(statement.get());
    sqlite3_clear_bindings(statement.get());
    cache_[sql] = std::move(statement);
    return outcome;
  }

  Result<void> script(std::string_view sql) override {
    if (sqlite3_exec(handle_, in_dialect(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return failure();
    return {};
  }

  Result<void> begin() override { return run("BEGIN IMMEDIATE"); }
  Result<void> commit() override { return run("COMMIT"); }
  Result<void> rollback() override { return run("ROLLBACK"); }
  Result<void> savepoint() override { return run("SAVEPOINT part"); }
  Result<void> release_savepoint() override { return run("RELEASE SAVEPOINT part"); }
  Result<void> rollback_to_savepoint() override {
    TRY(run("ROLLBACK TO SAVEPOINT part"));
    return run("RELEASE SAVEPOINT part");
  }

  Result<void> copy_to(const std::filesystem::path& file) override {
    return run("VACUUM INTO ?", {std::string_view(file.native())});
  }

  tl::unexpected<Error> failure() const { return failure_of(handle_, file_); }

  static tl::unexpected<Error> failure_of(sqlite3* handle, const std::filesystem::path& file) {
    const int code = sqlite3_errcode(handle) & 0xff;
    const std::string name = file.filename().string();
    switch (code) {
      case SQLITE_FULL:
        return fail(Code::kStorage,
                    fmt::format("the disk is full: the store ‘{}’ could not grow; nothing was changed", name));
      case SQLITE_BUSY:
      case SQLITE_LOCKED:
        return fail(Code::kStorage, fmt::format("the store ‘{}’ is in use by another process", name));
      case SQLITE_CORRUPT:
      case SQLITE_NOTADB:
        return fail(Code::kTampered, fmt::format("the store ‘{}’ is damaged: {}", name, sqlite3_errmsg(handle)));
      case SQLITE_CANTOPEN:
        return fail(Code::kNotFound, fmt::format("the store ‘{}’ cannot be opened", name));
      default:
        return fail(Code::kStorage, fmt::format("the store ‘{}’ failed: {}", name, sqlite3_errmsg(handle)));
    }
  }

 private:
  Result<Prepared> take(const char* sql, std::initializer_list<Parameter> parameters) {
    Prepared statement;
    if (const auto found = cache_.find(sql); found != cache_.end()) statement = std::move(found->second);
    if (!statement) {  // absent, or taken by an outer query that is still stepping
      sqlite3_stmt* raw = nullptr;
      if (sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr) != SQLITE_OK) return failure();
      statement.reset(raw);
    }
    int index = 1;
    for (const Parameter& parameter : parameters)
      if (bind(statement.get(), index++, parameter) != SQLITE_OK) return failure();
    return statement;
  }

  static int bind(sqlite3_stmt* statement, int index, const Parameter& parameter) {
    struct Visitor {
      sqlite3_stmt* statement;
      int index;
      int operator()(std::nullptr_t) const { return sqlite3_bind_null(statement, index); }
      int operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, index, value); }
      int operator()(std::string_view value) const {
        return sqlite3_bind_text64(statement, index, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
      }
      int operator()(ByteView value) const {
        if (value.empty()) return sqlite3_bind_zeroblob(statement, index, 0);
        return sqlite3_bind_blob64(statement, index, value.data(), value.size(), SQLITE_STATIC);
      }
    };
    return std::visit(Visitor{statement, index}, parameter);
  }

  Result<void> step_through(sqlite3_stmt* statement, const OnRow& on_row) {
    const SqliteRow row(statement);
    for (;;) {
      const int code = sqlite3_step(statement);
      if (code == SQLITE_DONE) return {};
      if (code != SQLITE_ROW) return failure();
      TRY(on_row(row));
    }
  }

  sqlite3* handle_;
  std::filesystem::path file_;
  std::unordered_map<const char*, Prepared> cache_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const SqliteSettings& settings) {
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (settings.create ? SQLITE_OPEN_CREATE : 0);
  const int opened =
      sqlite3_open_v2(settings.file.c_str(), &handle, flags, settings.vfs.empty() ? nullptr : settings.vfs.c_str());
  auto database = std::make_unique<Sqlite>(handle, settings.file);
  if (opened != SQLITE_OK) return database->failure();
  sqlite3_extended_result_codes(handle, 1);
  // Exclusive locking keeps the lock for the life of the connection and needs no shared-memory file.
  TRY(
      database->script("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                       "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;"));
  TRY(database->begin());  // takes the lock now: a second process learns at once
  TRY(database->commit());
  return database;
}

}  // namespace tipstaff::db
