#include "office/roll_index.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "match/index_file.h"
#include "office/matching.h"

namespace tipstaff::office {
namespace {

namespace json = boost::json;
using access::Proposal;

constexpr std::size_t kBatch = 512;  // people per request of the clerk

// What was approved, marked as used.
struct Approved {
  std::string holder, why;
  PrincipalId approver;
};
Result<Approved> use_proposal(Office& office, const access::Actor& actor, std::uint64_t id) {
  Approved out;
  TRY(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const auto* stored = office.access().proposals.find(id);
    if (stored == nullptr || stored->value.operation != "roll index")
      return fail(Code::kNotFound, fmt::format("there is no proposal {} of a roll index", id));
    Proposal proposal = stored->value;
    if (proposal.asked_by != actor.id) return fail(Code::kRefused, "who proposed a roll index makes it");
    if (proposal.state != Proposal::State::kApproved)
      return fail(Code::kRefused, fmt::format("proposal {} is not approved; it takes a second person", id));
    if (write.now() > proposal.until)
      return fail(Code::kRefused, fmt::format("proposal {} is older than seven days; propose it anew", id));
    json::object arguments = json::parse(proposal.arguments).as_object();
    if (arguments.contains("made"))
      return fail(Code::kRefused, fmt::format("proposal {} has been used; propose another index", id));
    out = {std::string(arguments.at("holder").as_string()), std::string(arguments.at("why").as_string()),
           proposal.decided_by};
    arguments["made"] = true;
    proposal.arguments = json::serialize(arguments);
    const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kCustodyOpened,
                                                         .actor = actor.id,
                                                         .approver = proposal.decided_by,
                                                         .object = id,
                                                         .reason = "roll index: " + out.why});
    return office.access().proposals.put(write, id, std::move(proposal), entry);
  }));
  return out;
}

// Told in `file`, which the caller takes back when the request is.
Result<void> open_copy(Office& office, ledger::Write& write, const std::string& holder, PersonId person,
                       FieldSet fields, EntryIndex entry, MadeFile& file) {
  custody::Interval copy;
  copy.person = person;
  copy.fields = fields;
  copy.form = custody::Form::kDiskCopy;
  copy.from = write.now();
  copy.opened_by = entry;
  TRY_ASSIGN(copy.holder, office.book().holder(write, custody::HolderKind::kPrincipal, holder, entry));
  file.holder = copy.holder;
  TRY_ASSIGN(const CustodyId opened, office.book().open(write, copy));
  file.add_copy(opened);
  return {};
}

}  // namespace

Result<RollIndex> make_roll_index(Office& office, const access::Actor& actor, std::uint64_t proposal,
                                  const Plaintext& key, const Progress& progress) {
  TRY(access::require_role(actor, {access::Role::kSecurityOfficer}));
  TRY_ASSIGN(const Approved approved, use_proposal(office, actor, proposal));
  std::vector<PersonId> people;
  {
    const auto look = office.clerk().look();
    for (const auto& [id, stored] : office.vault().people().all())
      if (stored.value.status != roll::Person::Status::kErased && !stored.value.is_protected)
        people.push_back(PersonId{id});
  }
  MadeFile made{.what = MadeFile::What::kRollIndex, .object = proposal};
  match::Builder builder(match::IndexFile::fingerprint_key(key), match::Use::kFile);
  for (std::size_t first = 0; first < people.size(); first += kBatch) {
    const std::size_t last = std::min(people.size(), first + kBatch);
    std::vector<roll::SealedPerson> sealed;
    const MadeFile before = made;
    TRY_ASSIGN(const ledger::Durable durable, office.clerk().submit([&](ledger::Write& write) -> Result<void> {
      sealed.clear();
      made = before;
      for (std::size_t i = first; i < last; ++i) {
        const auto* row = office.vault().people().find(people[i].value);
        if (row == nullptr || row->value.status == roll::Person::Status::kErased || row->value.is_protected)
          continue;  // since then
        TRY_ASSIGN(roll::SealedPerson one, office.vault().fetch(write.db(), people[i]));
        const FieldSet fields = kMatchedFields & row->value.fields();
        const EntryIndex entry = write.append_read(ledger::Detail{.act = ledger::Act::kRead,
                                                                  .actor = actor.id,
                                                                  .approver = approved.approver,
                                                                  .person = people[i],
                                                                  .fields = fields,
                                                                  .object = proposal,
                                                                  .reason = "roll index: " + approved.why});
        TRY(open_copy(office, write, approved.holder, people[i], fields, entry, made));
        sealed.push_back(std::move(one));
      }
      return {};
    }));
    TRY(add_to_index(office, durable, sealed, builder));
    progress({"people of the roll read", last, people.size()});
  }
  return RollIndex{std::move(builder).finish(), std::move(made)};
}

}  // namespace tipstaff::office
