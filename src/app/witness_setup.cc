#include "app/witness_setup.h"

#include <fmt/format.h>

#include <sstream>

#include "app/commands.h"
#include "base/stop.h"
#include "http/server.h"
#include "http/witness_routes.h"
#include "ledger/clerk_store.h"
#include "ledger/tiles.h"
#include "office/witness_use.h"

namespace tipstaff::app {
namespace {

namespace fs = std::filesystem;

// The office's side of the conversation, kept for as long as the store is open.
struct Conversation {
  std::unique_ptr<http::Client> client;
  ledger::VerifierKey key;
  std::uint64_t known_size = 0;
};

// The witness's own keys, kept in its folder: the cosigning key and a certificate authority for its server.
struct WitnessKeys {
  ledger::NoteSigner signer;
  http::Authority authority;
};

Result<WitnessKeys> load_or_make(const fs::path& folder, const std::string& name, const Clock& clock, Random& random) {
  SystemFiles files;
  fs::create_directories(folder);
  if (!fs::exists(folder / "key")) {
    const ledger::NoteSigner fresh{name, ledger::NoteKeyType::kCosignature, crypto::new_ed25519_key(random)};
    TRY_ASSIGN(const http::Authority authority, http::Authority::create(name, clock.now()));
    TRY(files.replace(folder / "authority.der", authority.certificate(), 0644));
    TRY(files.replace(folder / "authority.key", authority.key().reveal()));
    TRY(files.replace(folder / "key", fresh.secret_text().reveal()));
  }
  TRY_ASSIGN(const Plaintext secret, read_secret_file(folder / "key"));
  TRY_ASSIGN(ledger::NoteSigner signer, ledger::parse_skey(secret));
  TRY_ASSIGN(const Plaintext key, read_secret_file(folder / "authority.key"));
  TRY_ASSIGN(const Bytes certificate, files.read(folder / "authority.der"));
  TRY_ASSIGN(http::Authority authority, http::Authority::open(key, certificate));
  return WitnessKeys{std::move(signer), std::move(authority)};
}

Result<ledger::Cosign> cosign_by(const std::string& url, const std::string& pin, const std::string& key,
                                 const Clock& clock) {
  auto talk = std::make_shared<Conversation>();
  TRY_ASSIGN(const http::Url parsed, http::parse_url(url));
  const Result<Bytes> pin_bytes = from_base64url(pin);
  if (!pin_bytes || pin_bytes->size() != sizeof(Hash))
    return fail(Code::kInvalid, "this is not a pin: it is what ‘tipstaff witness’ prints behind “pin”");
  TRY_ASSIGN(talk->key, ledger::parse_vkey(key));
  TRY_ASSIGN(talk->client, http::Client::tls(parsed, *pin_bytes, http::Credential{}, clock));
  return ledger::Cosign([talk](const std::string& checkpoint, std::uint64_t size, const ledger::HashReader& read) {
    return ledger::ask_witness(checkpoint, size, read, talk->key, talk->known_size, http::witness_post(*talk->client));
  });
}

}  // namespace

Result<ledger::Cosign> cosign_by(const fs::path& dir, const Clock& clock) {
  if (!fs::exists(dir / "witness")) return ledger::Cosign();
  SystemFiles files;
  TRY_ASSIGN(const Bytes content, files.read(dir / "witness"));
  std::istringstream lines{std::string(as_text(content))};
  std::string url, pin, key;
  if (!std::getline(lines, url) || !std::getline(lines, pin) || !std::getline(lines, key))
    return fail(Code::kTampered, "the file ‘witness’ is damaged; set it anew with ‘ledger use-witness’");
  return cosign_by(url, pin, key, clock);
}

Result<void> ledger_use_witness(Context& context, const std::string& url, const std::string& pin,
                                const std::string& key) {
  TRY_ASSIGN(const auto office, context.open(Context::Witness::kOther));
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(access::require_role(actor, {access::Role::kKeeper}));
  // Asked before it is set: an office whose witness never answers can hand nothing out.
  TRY_ASSIGN(const ledger::Cosign cosign, cosign_by(url, pin, key, context.clock));
  TRY(office->clerk().read([&](db::Database& database) -> Result<void> {
    ledger::TileCache tiles([&](ledger::TileId tile) { return ledger::read_tile(database, tile); }, 64);
    const std::uint64_t size = office->clerk().size();
    const auto asked = cosign(office->clerk().checkpoint(), size, tiles.reader(size));
    if (!asked) return fail(Error(asked.error()).under("nothing was changed: this witness does not cosign"));
    return {};
  }));
  TRY(office::set_witness(*office, actor, as_bytes(fmt::format("{}\n{}\n{}\n", url, pin, key))));
  context.print(
      "From now on nothing is handed out before this witness has cosigned. It has cosigned the ledger as it is now.\n");
  return {};
}

Result<void> witness(Context& context, const WitnessOptions& options) {
  TRY_ASSIGN(const WitnessKeys keys, load_or_make(options.folder, options.name, context.clock, context.random));
  context.print(fmt::format("key {}\npin {}\n", keys.signer.verifier().text(), keys.authority.pin()));
  std::vector<ledger::VerifierKey> logs;
  for (const std::string& text : options.ledgers) {
    TRY_ASSIGN(ledger::VerifierKey key, ledger::parse_vkey(text));
    logs.push_back(std::move(key));
  }
  if (logs.empty()) {
    context.print("Name the ledgers it serves with --ledger VKEY to start it.\n");
    return {};
  }
  SystemFiles files;
  TRY_ASSIGN(const auto witness,
             ledger::Witness::open(
                 files, context.clock, options.folder,
                 {keys.signer.name, keys.signer.type, {keys.signer.key.seed.clone(), keys.signer.key.public_key}},
                 std::move(logs)));
  http::TlsSettings settings;
  const std::vector<std::string> names{options.address};
  TRY_ASSIGN(settings.credential, keys.authority.issue_server(names, context.clock.now()));
  settings.authority = keys.authority.certificate();
  TRY_ASSIGN(const auto server, http::Server::tls(options.address, options.port, settings, context.clock,
                                                  http::witness_handler(*witness)));
  context.print(fmt::format("url https://{}:{}\n", options.address, server->port()));
  std::fflush(stdout);
  heed_stop_signals();
  sleep_until_stopped();
  server->stop();
  return {};
}

}  // namespace tipstaff::app
