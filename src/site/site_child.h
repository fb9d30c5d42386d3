// Recordings read, and requests taken apart, in the sandboxed child (law 10). One child a recording. A child that dies
// or overruns its limits costs what it was reading, which is then unread; its words are made printable again here.
#pragma once

#include "base/sandbox.h"
#include "site/container.h"
#include "site/examine.h"
#include "site/sitemap.h"

namespace tipstaff::site {

// The child's side, for run_if_sandboxed_child() in main.
SandboxRole site_role();

// Not thread-safe.
class SafeReader {
 public:
  explicit SafeReader(SandboxLimits limits = site_role().limits);  // `limits`: tighter ones, for tests

  // Errors: kUnavailable when no child can be started. What cannot be read is in Recording::unread.
  Result<Recording> read_har(ByteView file, const std::string& source);
  // One HTML page that was saved (mhtml.h: as one file too), as if it had been loaded from `address` (saved.h).
  Result<Recording> read_saved(ByteView file, const std::string& source, const std::string& address);

  // The container of a tag manager in a script; nothing when it holds none that is understood, or its reader was
  // stopped. Errors: kUnavailable.
  Result<std::optional<Container>> container(std::string_view script);

  // Errors: kUnavailable. What cannot be read is in Sitemap::wrong.
  Result<Sitemap> read_sitemap(ByteView file);

  // For each exchange what it told; as many as the recording has. Errors: kUnavailable.
  Result<std::vector<Examined>> examine(const Recording& recording, const std::vector<Wanted>& wanted);

 private:
  Result<void> send_pieces(ByteView file);
  Result<Recording> read(std::uint8_t how, ByteView file, const std::string& source, const std::string& address);
  Result<void> examine_some(const Recording& recording, std::size_t first, std::size_t count,
                            const std::vector<Wanted>& wanted, std::vector<Examined>& out);
  SandboxedWorker child_;
};

}  // namespace tipstaff::site
