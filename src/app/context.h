// What every command works with: the store, who asks, and where words go. Secrets come from files and the environment
// (TIPSTAFF_PASSPHRASE_FILE, TIPSTAFF_TOKEN), never from the command line, which others on the machine can see.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <string>

#include "app/caller.h"
#include "office/office.h"

namespace tipstaff::app {

struct Context {
  std::filesystem::path dir;
  bool json = false;
  SystemClock clock;
  SystemRandom random;
  std::shared_ptr<Caller> caller = own_process();
  std::shared_ptr<office::Office> served;  // set in the server, which has the store open

  Progress progress() const { return caller->progress(); }
  // The store that the server has open; else opens it in this process, and says on standard error that whoever can do
  // that holds the keys. Errors: as Office::open; kUsage when --dir or a secret is missing; kRefused when a server has
  // it.
  enum class Witness : std::uint8_t { kOnRecord, kOther };  // kOther: to set it anew, whatever the file ‘witness’ says
  Result<std::shared_ptr<office::Office>> open(Witness witness = Witness::kOnRecord);
  Result<access::Actor> actor(office::Office& office) const;

  void print(std::string_view text) const { caller->out(text); }  // to standard output
  void print_json(const boost::json::value& value) const;
};

// Where a server of this store listens unless it is told otherwise.
inline std::filesystem::path socket_of(const std::filesystem::path& dir) { return dir / "socket"; }

// The passphrase, shares or PIN that open the root key here. Errors: kUsage, kStorage.
Result<crypto::RootSecrets> root_secrets(const std::filesystem::path& dir);

}  // namespace tipstaff::app
