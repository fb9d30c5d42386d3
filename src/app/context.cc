#include "app/context.h"

#include "app/counter_wire.h"
#include "app/witness_setup.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

namespace tipstaff::app {
namespace {

// A passphrase file may end with a line break that is not part of it.
Plaintext without_line_break(Plaintext text) {
  std::size_t size = text.size();
  while (size > 0 && (text.reveal()[size - 1] == '\n' || text.reveal()[size - 1] == '\r')) --size;
  text.truncate(size);
  return text;
}

std::vector<std::filesystem::path> share_files() {
  std::vector<std::filesystem::path> out;
  const char* list = std::getenv("TIPSTAFF_SHARES");
  std::string_view rest = list == nullptr ? "" : list;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    if (end > 0) out.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

}  // namespace

Result<crypto::RootSecrets> root_secrets(const std::filesystem::path& dir) {
  SystemFiles files;
  crypto::RootSecrets out;
  TRY_ASSIGN(const crypto::RootKind kind, crypto::root_kind(files, office::Folder{dir}.root_key()));
  if (kind == crypto::RootKind::kQuorum) {
    out.share_files = share_files();
    if (out.share_files.size() < 3)
      return fail(
          Code::kUsage,
          "this store opens with three of its five share files; name them in TIPSTAFF_SHARES, with ‘:’ between");
    return out;
  }
  const char* path = std::getenv("TIPSTAFF_PASSPHRASE_FILE");
  if (path == nullptr)
    return fail(Code::kUsage, fmt::format("set TIPSTAFF_PASSPHRASE_FILE to a file with the {}",
                                          kind == crypto::RootKind::kToken ? "token's PIN" : "passphrase"));
  TRY_ASSIGN(Plaintext text, read_secret_file(path));
  out.passphrase = without_line_break(std::move(text));
  return out;
}

Result<std::shared_ptr<office::Office>> Context::open(Witness witness) {
  if (served) return served;
  if (dir.empty()) return fail(Code::kUsage, "name the store's folder with --dir");
  if (!std::filesystem::exists(office::Folder{dir}.root_key()))
    return fail(Code::kNotFound, fmt::format("there is no store in ‘{}’; ‘tipstaff init’ makes one", dir.string()));
  if (connect_to(socket_of(dir)))
    return fail(Code::kRefused,
                "‘tipstaff serve’ has this store open, and this command cannot go through it: stop it first");
  TRY_ASSIGN(const crypto::RootSecrets secrets, root_secrets(dir));
  office::Office::OpenSettings settings;
  settings.folder = dir;
  settings.secrets = &secrets;
  settings.other_witness = witness == Witness::kOther;
  if (!settings.other_witness) {
    TRY_ASSIGN(settings.cosign, cosign_by(dir, clock));
  }
  TRY_ASSIGN(auto opened, office::Office::open(settings, clock, random));
  caller->say(
      "tipstaff: no server has this store open, so this command opened it: whoever can do that holds its keys\n");
  return std::shared_ptr<office::Office>(std::move(opened));
}

Result<access::Actor> Context::actor(office::Office& office) const {
  TRY_ASSIGN(const std::string token, caller->token());
  return office.actor(token);
}

void Context::print_json(const boost::json::value& value) const { print(boost::json::serialize(value) + "\n"); }

}  // namespace tipstaff::app
