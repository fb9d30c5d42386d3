// A PKCS#11 token without hardware (softhsm2), in a folder of its own, for as long as the test lasts.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "crypto/token.h"
#include "test_support.h"

namespace tipstaff::test {

class SoftToken {
 public:
  explicit SoftToken(const std::string& pin = "123456") {
    const auto module = crypto::find_token_module();
    std::filesystem::create_directory(folder_.path() / "tokens");
    const std::filesystem::path conf = folder_.path() / "softhsm2.conf";
    std::ofstream(conf) << "directories.tokendir = " << (folder_.path() / "tokens").string()
                        << "\nobjectstore.backend = file\nlog.level = ERROR\n";
    setenv("SOFTHSM2_CONF", conf.c_str(), 1);
    if (module && util({"softhsm2-util", "--init-token", "--free", "--label", "tipstaff test", "--pin", pin, "--so-pin",
                        "654321"}))
      settings = crypto::TokenSettings{*module, "tipstaff test"};
  }
  ~SoftToken() { unsetenv("SOFTHSM2_CONF"); }
  SoftToken(const SoftToken&) = delete;
  SoftToken& operator=(const SoftToken&) = delete;

  // As if it were pulled out, and put back.
  void pull_out() const { std::filesystem::rename(folder_.path() / "tokens", folder_.path() / "drawer"); }
  void put_back() const { std::filesystem::rename(folder_.path() / "drawer", folder_.path() / "tokens"); }

  std::optional<crypto::TokenSettings> settings;  // nothing where softhsm2 is not installed

 private:
  static bool util(const std::vector<std::string>& words) {
    const pid_t child = fork();
    if (child == 0) {
      std::vector<char*> arguments;
      for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
      arguments.push_back(nullptr);
      const int quiet = ::open("/dev/null", O_WRONLY);
      dup2(quiet, 1);
      dup2(quiet, 2);
      execvp(arguments[0], arguments.data());
      _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

  TemporaryFolder folder_;
};

}  // namespace tipstaff::test

// Ends the test where there is no softhsm2: skipped, but failed where CI=true promises it.
#define TIPSTAFF_SOFT_TOKEN(variable, ...)                                                   \
  ::tipstaff::test::SoftToken variable{__VA_ARGS__};                                         \
  if (!(variable).settings) {                                                                \
    const char* ci = std::getenv("CI");                                                      \
    if (ci != nullptr && std::string(ci) == "true") FAIL() << "softhsm2 does not work here"; \
    GTEST_SKIP() << "skipped: softhsm2 does not work here";                                  \
  }
