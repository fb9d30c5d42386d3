// Who called this command: where its words go, where its input, its session and its files come from. A command knows no
// other way to the outside than this, so the same function serves a person at this process's terminal (OwnProcess) and
// one at another process, over the server's socket (counter.h).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/caller_files.h"
#include "base/progress.h"
#include "base/secret.h"

namespace tipstaff::app {

// Functions that write never fail towards the command: who has gone away loses the words, not the work.
class Caller : public CallerFiles {
 public:
  virtual void out(std::string_view text) = 0;  // standard output
  virtual void say(std::string_view text) = 0;  // standard error
  virtual Progress progress() = 0;              // may be called from any thread, never blocks
  // The session token. Errors: kUsage when there is none.
  virtual Result<std::string> token() = 0;
  // The next line of standard input without its end; nothing after the last. Errors: kUnavailable.
  virtual Result<std::optional<Plaintext>> line(std::string_view prompt) = 0;
  // The roll for a search, sealed in memory, and its key. Errors: kRefused: who called is no search.
  virtual Result<void> take(Descriptor sealed, const Plaintext& key);
};

// A caller whose files are opened and written by this process.
class LocalCaller : public Caller {
 public:
  Result<Descriptor> open(const std::filesystem::path& path) override { return files_.open(path); }
  bool exists(const std::filesystem::path& path) override { return files_.exists(path); }
  Result<void> replace(const std::filesystem::path& path, ByteView content, unsigned mode, bool synced) override {
    return files_.replace(path, content, mode, synced);
  }
  Result<Descriptor> begin_new(const std::filesystem::path& path) override { return files_.begin_new(path); }
  Result<void> finish_new(const std::filesystem::path& path) override { return files_.finish_new(path); }
  void abandon_new(const std::filesystem::path& path) override { files_.abandon_new(path); }
  Result<void> settle(const std::filesystem::path& folder) override { return files_.settle(folder); }

 private:
  OwnFiles files_;
};

std::shared_ptr<Caller> own_process();

// The token of TIPSTAFF_TOKEN: its value, or the content of the file that it names. Errors: kUsage, kNotFound,
// kStorage.
Result<std::string> token_from_environment();

}  // namespace tipstaff::app
