#include "office/bureau.h"

#include <fmt/format.h>

#include "crypto/age.h"
#include "crypto/ed25519_pem.h"
#include "crypto/hash.h"
#include "crypto/sign.h"
#include "office/locked_items.h"
#include "office/presses.h"

namespace tipstaff::office {
namespace {

using access::Role;
using supplier::Batch;
using supplier::BatchState;
using supplier::Item;

constexpr access::Roles kSecurity = {Role::kSecurityOfficer};
constexpr access::Roles kIssuer = {Role::kIssuer};

// Needs Clerk::look().
Result<std::uint64_t> find_batch(Office& office, std::string_view text) {
  const auto id = parse_item_id(text);
  if (!id) return fail(Code::kUsage, "a sub-batch is named by the 32 hexadecimal digits of its file");
  const auto found = office.bureau().batch_named(*id);
  if (!found)
    return fail(Code::kNotFound, fmt::format("there is no sub-batch {}; ‘job show’ lists a job's", id->text()));
  return *found;
}

Result<crypto::Ed25519Key> signing_key(Office& office) {
  return crypto::ed25519_from_seed(office.keyring().get(supplier::Desk::kBureauKey));
}

// One export: takes the job's waiting cards chunk by chunk.
class Exporter {
 public:
  Exporter(Office& office, const access::Actor& actor, const ExportPlan& plan, CallerFiles& out)
      : office_(office), actor_(actor), plan_(plan), out_(out) {}

  Result<std::vector<ExportedBatch>> run(const Progress& progress) {
    std::vector<std::uint64_t> waiting, before;
    {
      const auto look = office_.clerk().look();
      TRY(office_.bureau().check_export(plan_.job, plan_.size, office_.clock().now()));
      waiting = office_.bureau().waiting(plan_.job);
      before = office_.bureau().batches_of(plan_.job);
    }
    TRY_ASSIGN(key_, signing_key(office_));
    TRY(out_.replace(plan_.out / "office.pem", as_bytes(crypto::ed25519_to_pem(key_.public_key)), 0644));
    for (const std::uint64_t number : before) TRY(write_again(number));
    for (std::size_t first = 0; first < waiting.size(); first += plan_.size) {
      const std::size_t count = std::min(plan_.size, waiting.size() - first);
      TRY(seal({waiting.begin() + static_cast<std::ptrdiff_t>(first),
                waiting.begin() + static_cast<std::ptrdiff_t>(first + count)}));
      progress({"cards exported", first + count, waiting.size()});
    }
    if (done_.empty())
      return fail(Code::kNotFound, fmt::format("nothing of job {} waits to be exported or opened", plan_.job.value));
    return std::move(done_);
  }

 private:
  Result<std::vector<press::BureauCard>> unlock(const std::vector<std::uint64_t>& items) {
    const auto look = office_.clerk().look();
    std::vector<press::BureauCard> out;
    for (const std::uint64_t number : items) {
      const Item& item = office_.desk().tables().items.find(number)->value;
      TRY_ASSIGN(const Bytes locked, read_locked_item(office_, item));
      TRY_ASSIGN(const Plaintext key, office_.desk().unwrap_key(item.id, item.wrapped_key));
      TRY_ASSIGN(Plaintext pdf, press::unlock_item(item.id, key, locked));
      out.push_back({item.id, office_.cards().table().find(item.card.value)->value.kind, std::move(pdf)});
    }
    return out;
  }

  // The office keeps the file, synced, before the row that points to it commits; only then does it leave (law 12).
  Result<void> seal(std::vector<std::uint64_t> items) {
    Batch batch;
    batch.id = office_.random().item_id();
    batch.job = plan_.job;
    const crypto::age::Identity identity = crypto::age::new_identity(office_.random());
    Bytes file;
    {
      TRY_ASSIGN(const std::vector<press::BureauCard> cards, unlock(items));
      const Plaintext archive = press::bureau_archive(batch.id, cards, office_.clock().now());
      TRY_ASSIGN(file, crypto::age::encrypt(std::span(&identity.recipient, 1), archive.reveal(), office_.random()));
    }
    const std::size_t count = items.size();
    batch.items = std::move(items);
    batch.sha256 = crypto::sha256(file);
    batch.wrapped_identity = office_.desk().wrap_item_key(batch.id, identity.text(), office_.random());
    TRY(files_.replace(office_.folder().batch(batch.id), file));
    TRY(office_.clerk().submit([&](ledger::Write& write) -> Result<void> {
      TRY(office_.bureau().seal(write, batch, actor_.id));
      return {};
    }));
    TRY(give_out(batch.id, file));
    done_.push_back({batch.id, count, false});
    return {};
  }

  Result<void> write_again(std::uint64_t number) {
    Batch batch;
    {
      const auto look = office_.clerk().look();
      batch = office_.desk().tables().batches.find(number)->value;
    }
    if (batch.state != BatchState::kSealed && batch.state != BatchState::kOpened) return {};
    TRY_ASSIGN(const Bytes file, files_.read(office_.folder().batch(batch.id)));
    if (crypto::sha256(file) != batch.sha256)
      return fail(Code::kTampered, fmt::format("the file of sub-batch {} is not what was sealed", batch.id.text()));
    TRY(give_out(batch.id, file));
    done_.push_back({batch.id, batch.items.size(), true});
    return {};
  }

  Result<void> give_out(const ItemId& id, ByteView file) {
    TRY(out_.replace(plan_.out / (id.text() + ".age"), file));
    return out_.replace(plan_.out / (id.text() + ".age.sig"), crypto::ed25519_sign(key_, file), 0644);
  }

  Office& office_;
  const access::Actor& actor_;
  const ExportPlan& plan_;
  CallerFiles& out_;   // what leaves
  SystemFiles files_;  // what the office keeps
  crypto::Ed25519Key key_;
  std::vector<ExportedBatch> done_;
};

// Law 4: a bureau whose receipt or evidence is late is halted before anything more is released to it.
Result<void> halt_if_overdue(Office& office, std::uint64_t batch) {
  std::optional<supplier::Overdue> overdue;
  {
    const auto look = office.clerk().look();
    const PressId press = office.desk().tables().batches.find(batch)->value.press;
    overdue = office.desk().overdue(press, std::max(office.clerk().last_time(), office.clock().now()));
  }
  if (!overdue) return {};
  TRY(office.clerk().submit(
      [&](ledger::Write& write) { return office.desk().halt(write, overdue->press, overdue->why, {}); },
      ledger::Urgency::kUrgent));
  return fail(Code::kRefused, fmt::format("releases to this bureau have stopped: {}", overdue->why));
}

}  // namespace

Result<std::string> add_bureau(Office& office, const access::Actor& actor, const std::string& supplier,
                               const std::string& name, std::string_view pem) {
  TRY(access::require_role(actor, kSecurity));
  TRY_ASSIGN(const crypto::Ed25519PublicKey key, crypto::ed25519_from_pem(pem));
  const std::string fingerprint = crypto::ed25519_fingerprint(key);
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const auto contract = office.desk().supplier_named(supplier);
    if (!contract) return fail(Code::kNotFound, fmt::format("there is no supplier ‘{}’", supplier));
    for (const auto& [id, stored] : office.desk().tables().presses.all())
      if (stored.value.fingerprint == fingerprint)
        return fail(Code::kRefused,
                    fmt::format("‘{}’ has this key already; each bureau makes its own", stored.value.name));
    TRY(office.bureau().add(write, *contract, name, key, fingerprint, actor.id));
    return {};
  }));
  return fingerprint;
}

Result<void> approve_bureau(Office& office, const access::Actor& actor, const std::string& name,
                            const std::string& fingerprint) {
  TRY(access::require_role(actor, kSecurity));
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const auto press = office.desk().press_named(name);
    if (!press || !office.desk().tables().presses.find(press->value)->value.bureau)
      return fail(Code::kNotFound, fmt::format("there is no bureau ‘{}’", name));
    if (!same_fingerprint(fingerprint, office.desk().tables().presses.find(press->value)->value.fingerprint))
      return fail(Code::kRefused,
                  fmt::format("the fingerprint of bureau ‘{}’ is another one: do not approve it, and find "
                              "out why",
                              name));
    return office.bureau().approve(write, *press, actor.id);
  }));
  return {};
}

Result<std::vector<ExportedBatch>> export_job(Office& office, const access::Actor& actor, const ExportPlan& plan,
                                              CallerFiles& files, const Progress& progress) {
  TRY(access::require_role(actor, kIssuer));
  return Exporter(office, actor, plan, files).run(progress);
}

Result<BatchPreview> preview_batch(Office& office, std::string_view id) {
  const auto look = office.clerk().look();
  TRY_ASSIGN(const std::uint64_t number, find_batch(office, id));
  const supplier::DeskTables& tables = office.desk().tables();
  const Batch& batch = tables.batches.find(number)->value;
  const supplier::Press& press = tables.presses.find(batch.press.value)->value;
  BatchPreview out;
  out.bureau = press.name;
  out.supplier = tables.suppliers.find(press.supplier.value)->value.name;
  out.cards = batch.items.size();
  out.opened = batch.state == BatchState::kOpened;
  for (const std::uint64_t item : batch.items) out.fields = out.fields | tables.items.find(item)->value.fields;
  return out;
}

Result<Plaintext> open_batch(Office& office, const access::Actor& actor, std::string_view id) {
  TRY(access::require_role(actor, kIssuer));
  std::uint64_t number = 0;
  {
    const auto look = office.clerk().look();
    TRY_ASSIGN(number, find_batch(office, id));
  }
  TRY(halt_if_overdue(office, number));
  TRY_ASSIGN(const ledger::Durable durable, office.clerk().submit([&](ledger::Write& write) {
    return office.bureau().open(write, number, actor.id);
  }));
  const auto look = office.clerk().look();
  return office.bureau().hand_over(durable, number);
}

Result<Settled> take_bureau_receipt(Office& office, const access::Actor& actor, ByteView text, ByteView signature) {
  TRY(access::require_role(actor, kIssuer));
  if (text.size() > press::kLongestBureauReceipt) return fail(Code::kInvalid, "a receipt has at most 1 MiB");
  Settled out;
  TRY(office.clerk().submit(
      [&](ledger::Write& write) -> Result<void> {
        TRY_ASSIGN(const PressId press, office.bureau().signer_of(text, signature));
        TRY_ASSIGN(const press::BureauReceipt receipt, press::read_bureau_receipt(text));
        TRY(office.bureau().receipt(write, press, receipt, crypto::sha256(text)));
        out.batch = receipt.batch;
        out.bureau = office.desk().tables().presses.find(press.value)->value.name;
        for (const press::BureauReceipt::Line& line : receipt.lines)
          ++(line.outcome == press::Outcome::kPrinted   ? out.printed
             : line.outcome == press::Outcome::kSpoiled ? out.spoiled
                                                        : out.destroyed);
        return {};
      },
      ledger::Urgency::kUrgent));
  return out;
}

}  // namespace tipstaff::office
