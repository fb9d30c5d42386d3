#include <fmt/format.h>

#include "app/commands.h"
#include "app/counted.h"
#include "crypto/hash.h"
#include "office/bureau.h"
#include "office/two_people.h"

namespace tipstaff::app {
namespace {

constexpr std::size_t kMostRead = std::size_t{2} << 20;  // of a key, a receipt, a signature
constexpr std::size_t kMostEvidence = std::size_t{64} << 20;

}  // namespace

Result<void> bureau_add(Context& context, const std::string& supplier, const std::string& name,
                        const std::filesystem::path& key) {
  TRY_ASSIGN(const Bytes pem, context.caller->read(key, kMostRead));
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const std::string fingerprint, office::add_bureau(*office, actor, supplier, name, as_text(pem)));
  context.print(
      fmt::format("Bureau {} waits for a second security officer, who has the bureau read this aloud:\n{}\n"
                  "There: openssl pkey -pubin -in KEY.pem -outform DER | sha256sum\n"
                  "Then:  tipstaff bureau approve {} --fingerprint …\n",
                  name, fingerprint, name));
  return {};
}

Result<void> bureau_approve(Context& context, const std::string& name, const std::string& fingerprint) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(office::approve_bureau(*office, actor, name, fingerprint));
  context.print(fmt::format("{} is approved: jobs can be made for it with ‘job make --press {}’.\n", name, name));
  return {};
}

Result<void> job_export(Context& context, std::uint64_t job, const std::filesystem::path& out, std::size_t size) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  context.print(
      "A sub-batch counts as released whole: from ‘job open’ on the bureau holds the face of everybody in it, in "
      "clear, and\n"
      "only evidence that does not rest on the bureau ends that. The fewer cards in one, the less is open at once.\n");
  TRY_ASSIGN(const std::vector<office::ExportedBatch> done,
             office::export_job(*office, actor, {JobId{job}, out, size}, *context.caller, context.progress()));
  for (const office::ExportedBatch& batch : done)
    context.print(fmt::format("{}.age  {}{}\n", batch.id.text(), counted(batch.cards, "card"),
                              batch.before ? ", the same file again" : ""));
  context.print(
      fmt::format("In {}: the sub-batches with their signatures, and office.pem, the key that verifies them.\n"
                  "When the bureau starts on one: tipstaff job open ID\n",
                  out.string()));
  return {};
}

Result<void> job_open(Context& context, const std::string& batch, const std::filesystem::path& out) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const office::BatchPreview preview, office::preview_batch(*office, batch));
  // To standard error: standard output is the identity.
  context.caller->say(
      fmt::format("{} {} to {} ({}): {} of {} people, in clear, until somebody of the force shows that it is gone.\n",
                  preview.opened ? "Giving again" : "Releasing whole", batch, preview.bureau, preview.supplier,
                  preview.fields.names(), preview.cards));
  TRY_ASSIGN(const Plaintext identity, office::open_batch(*office, actor, batch));
  Plaintext line(identity.size() + 1);
  std::ranges::copy(identity.reveal(), line.writable().begin());
  line.writable().back() = '\n';
  if (out.empty()) {
    context.print(line.reveal_text());
    return {};
  }
  TRY(context.caller->replace(out, line.reveal()));
  context.caller->say(fmt::format("The identity is in {}: give it to the bureau and delete it here.\n", out.string()));
  return {};
}

Result<void> job_receipt(Context& context, const std::filesystem::path& file, const std::filesystem::path& signature) {
  TRY_ASSIGN(const Bytes text, context.caller->read(file, kMostRead));
  const std::filesystem::path beside = signature.empty() ? std::filesystem::path(file.string() + ".sig") : signature;
  TRY_ASSIGN(const Bytes signed_by, context.caller->read(beside, kMostRead));
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const office::Settled done, office::take_bureau_receipt(*office, actor, text, signed_by));
  context.print(fmt::format(
      "{}: {} printed, {} spoiled, {} destroyed, says {}. The identity is destroyed here; the copies there stay\n"
      "open until evidence ends them: tipstaff propose custody-close --holder press:{} --batch {}\n",
      done.batch.text(), done.printed, done.spoiled, done.destroyed, done.bureau, done.bureau, done.batch.text()));
  return {};
}

Result<void> propose_evidence(Context& context, const EvidenceOptions& options) {
  office::CustodyClosure act{options.holder, options.batch, PersonId{options.person}, options.evidence, ""};
  if (!options.file.empty()) {
    TRY_ASSIGN(const Bytes content, context.caller->read(options.file, kMostEvidence));
    act.sha256 = hex(crypto::sha256(content));
  }
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const std::uint64_t id, office::propose(*office, actor, act));
  context.print(fmt::format(
      "Proposal {}. What {} says itself is no evidence; another security officer looks at it and decides within\n"
      "seven days: tipstaff decide {}\n",
      id, options.holder, id));
  return {};
}

Result<void> job_list(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  TRY(context.actor(*office));
  const auto look = office->clerk().look();
  const supplier::DeskTables& tables = office->desk().tables();
  for (const auto& [id, stored] : tables.jobs.all())
    context.print(fmt::format("job {:<5} {}  {}\n", id, to_rfc3339(stored.value.at),
                              tables.presses.find(stored.value.press.value)->value.name));
  return {};
}

}  // namespace tipstaff::app
