// One Chromium with a profile of its own and a pipe to its DevTools. Part of browser.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "site/cdp.h"

namespace tipstaff::site {

class Chromium {
 public:
  // `program` empty: where Debian keeps it. Errors: kNotFound, kUnavailable, kStorage.
  static Result<Chromium> start(const std::filesystem::path& program, const std::vector<std::string>& arguments);
  Chromium(Chromium&& other) noexcept;
  Chromium& operator=(Chromium&&) = delete;
  ~Chromium();  // ends it by its process group, waits for it, and removes the profile

  // Errors: kUnavailable when it has ended.
  Result<void> send(std::string_view bytes);
  // The next message; nothing when none came until `until`. Errors: kUnavailable when it has ended.
  Result<std::optional<std::string>> receive(std::chrono::steady_clock::time_point until);

  std::size_t lost() const { return splitter_.lost(); }
  pid_t process() const { return process_; }
  const std::filesystem::path& profile() const { return profile_; }

 private:
  Chromium() = default;
  std::filesystem::path profile_;
  pid_t process_ = -1;
  Descriptor to_, from_;
  CdpSplitter splitter_;
};

}  // namespace tipstaff::site
