#include "app/caller.h"

#include <cstdio>
#include <cstdlib>
#include <iostream>

namespace tipstaff::app {
namespace {

class OwnProcess : public LocalCaller {
 public:
  void out(std::string_view text) override { std::fwrite(text.data(), 1, text.size(), stdout); }
  void say(std::string_view text) override { std::fwrite(text.data(), 1, text.size(), stderr); }
  Progress progress() override { return progress_on_stderr(); }
  Result<std::string> token() override { return token_from_environment(); }

  Result<std::optional<Plaintext>> line(std::string_view prompt) override {
    say(prompt);
    std::string text;
    if (!std::getline(std::cin, text)) return std::optional<Plaintext>();
    Plaintext out = Plaintext::copy_of(text);
    std::fill(text.begin(), text.end(), '\0');
    return std::optional(std::move(out));
  }
};

}  // namespace

Result<void> Caller::take(Descriptor, const Plaintext&) {
  return fail(Code::kRefused, "only ‘check --roll’ and ‘find --roll’ are handed the roll");
}

std::shared_ptr<Caller> own_process() { return std::make_shared<OwnProcess>(); }

Result<std::string> token_from_environment() {
  const char* token = std::getenv("TIPSTAFF_TOKEN");
  if (token == nullptr) return fail(Code::kUsage, "set TIPSTAFF_TOKEN to your session token; ‘login’ gives one");
  std::string text = token;
  // The variable may name the token's file, as the demonstration leaves it.
  if (text.find('/') != std::string::npos) {
    TRY_ASSIGN(const Plaintext content, read_secret_file(text));
    text = content.reveal_text();
  }
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

}  // namespace tipstaff::app
