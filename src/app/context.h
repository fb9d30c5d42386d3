// What every command works with: the store's folder, who asks, and where words go. Secrets come from files and the
// environment (TIPSTAFF_PASSPHRASE_FILE, TIPSTAFF_TOKEN), never from the command line, which others on the machine can see.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <string>

#include "base/progress.h"
#include "office/office.h"

namespace tipstaff::app {

struct Context {
  std::filesystem::path dir;
  bool json = false;
  SystemClock clock;
  SystemRandom random;

  Progress progress() const { return progress_on_stderr(); }
  // Opens the store in this process. Errors: as Office::open; kUsage when --dir or a secret is missing.
  Result<std::unique_ptr<office::Office>> open();
  Result<access::Actor> actor(office::Office& office) const;

  void print(std::string_view text) const;         // to standard output
  void print_json(const boost::json::value& value) const;
};

// The passphrase, shares or PIN that open the root key here. Errors: kUsage, kStorage.
Result<crypto::RootSecrets> root_secrets(const std::filesystem::path& dir);

}  // namespace tipstaff::app
