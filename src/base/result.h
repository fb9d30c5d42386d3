// Expected failures are values: a code (which is also the program's exit code), one plain-English sentence that
// names the thing and the remedy, and the cause beneath it. Messages never carry personal data.
// Faults (a broken invariant, memory that cannot be locked) are exceptions, caught once, at the top of main.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace tipstaff {

// The values are exit codes and are listed in docs/errors.md; a published value never changes its meaning.
enum class Code : int {
  kNo = 1,            // asked and answered: no (a check that holds a file, a proof that does not verify)
  kUsage = 2,         // the command's words are wrong
  kUnknown = 3,       // cannot be answered either way
  kRefused = 4,       // a law, a role, a budget or a state forbids it
  kNotFound = 5,      // no such person, item, incident, file …
  kTampered = 6,      // stored or received data is not what was written
  kStorage = 7,       // the disk or the store failed: full, unreadable, locked by another process
  kUnavailable = 8,   // a peer or the ledger cannot be reached; nothing was done; try again
  kUnauthorised = 9,  // wrong passphrase, token or certificate
  kInvalid = 10,      // input data cannot be accepted: a bad CSV row, a photo that does not decode
};

class Error {
 public:
  Error(Code code, std::string message) : code_(code), message_(std::move(message)) {}

  Code code() const { return code_; }
  const std::string& message() const { return message_; }
  const Error* cause() const { return cause_.get(); }

  // Puts a sentence of wider context above this error; the code stays.
  Error under(std::string context) && {
    Error outer(code_, std::move(context));
    outer.cause_ = std::make_shared<Error>(std::move(*this));
    return outer;
  }

  // "context: cause: cause".
  std::string text() const {
    std::string out = message_;
    for (const Error* e = cause(); e != nullptr; e = e->cause()) out += ": " + e->message_;
    return out;
  }

 private:
  Code code_;
  std::string message_;
  std::shared_ptr<Error> cause_;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Code code, std::string message) {
  return tl::unexpected<Error>(Error(code, std::move(message)));
}

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

std::string_view code_name(Code code);  // "refused", "tampered", … as documented

}  // namespace tipstaff

// TRY(expression): on failure returns the error from the enclosing function.
// TRY_ASSIGN(declaration, expression): on success binds the value.
#define TIPSTAFF_JOIN2(a, b) a##b
#define TIPSTAFF_JOIN(a, b) TIPSTAFF_JOIN2(a, b)
// A name of its own for each use, because the expression may hold a lambda that uses them too.
#define TRY(expression) TIPSTAFF_TRY(TIPSTAFF_JOIN(try_result_, __COUNTER__), expression)
#define TIPSTAFF_TRY(name, expression)                                                                        \
  do {                                                                                                        \
    if (auto name = (expression); !name) return ::tl::unexpected<::tipstaff::Error>(std::move(name).error()); \
  } while (false)
#define TRY_ASSIGN(declaration, expression) \
  TIPSTAFF_TRY_ASSIGN(TIPSTAFF_JOIN(try_value_, __COUNTER__), declaration, expression)
#define TIPSTAFF_TRY_ASSIGN(name, declaration, expression)                        \
  auto name = (expression);                                                       \
  if (!name) return ::tl::unexpected<::tipstaff::Error>(std::move(name).error()); \
  declaration = std::move(*name)
