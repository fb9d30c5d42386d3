// Stamps and status lists: judged, signed, built; and everybody's card revoked at once.
#include <fmt/format.h>
#include <sys/resource.h>

#include "bench_force.h"
#include "card/invented.h"
#include "card/verdict.h"
#include "crypto/sign.h"
#include "office/issuing.h"
#include "office/two_people.h"

namespace tipstaff::bench {
namespace {

constexpr std::size_t kThumbnail = 700;
constexpr const char* kUri = "urn:tipstaff:status:0123456789abcdef";

struct Issuer {
  std::shared_ptr<crypto::Es256Key> secret = std::make_shared<crypto::Es256Key>(must(crypto::new_es256_key()));
  card::cose::PublicKey key{card::cose::Algorithm::kEs256, secret->public_key};
  card::cose::Headers headers{key.algorithm, key.id(), ""};
  card::cose::Sign sign = [this](ByteView bytes) { return crypto::es256_sign(*secret, bytes); };
};

card::Stamp stamp_of(std::uint64_t index, Random& random) {
  const card::InventedPerson who = card::invent_person(index, 7);
  card::Stamp out;
  out.issuer = "Northmoor Constabulary";
  out.expires = *parse_instant("2036-11-22T00:00:00Z");
  out.nonce = random.bytes(card::kNonceBytes);
  out.index = index;
  out.list = kUri;
  out.face = card::StampedFace{"warrant card", who.forenames + " " + who.surname, who.rank, who.warrant_number, {}};
  out.face->photo = random.bytes(std::min(kThumbnail, card::room_for_photo(out)));
  return out;
}

card::StatusList list_of(std::size_t slots, std::size_t revoked, Random& random) {
  const Instant now{SystemClock().now().micros / 1'000'000 * 1'000'000};
  card::StatusList out{kUri, now, now + std::chrono::hours(24), std::chrono::hours(1),
                       card::Statuses(slots, card::CardStatus::kValid)};
  for (std::size_t done = 0; done < revoked;) {
    const Bytes drawn = random.bytes(std::size_t{1} << 16);
    for (std::size_t at = 0; at < drawn.size() && done < revoked; at += 8) {
      const auto slot = static_cast<std::size_t>(get_u64(drawn.data() + at) % slots);
      if (out.statuses.at(slot) == card::CardStatus::kInvalid) continue;
      out.statuses.set(slot, card::CardStatus::kInvalid);
      ++done;
    }
  }
  return out;
}

double peak_megabytes() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

// Everybody on the roll holds an active card with a slot of its own, without a press that prints 47,000 of them.
void hand_out_cards(office::Office& office, PrincipalId by) {
  must(office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    const EntryIndex entry = write.append({.act = ledger::Act::kCardActivated, .actor = by, .reason = "bench"});
    for (const auto& [id, person] : office.vault().people().all()) {
      supplier::Card card;
      card.person = PersonId{id};
      card.kind = "warrant card";
      card.reason = "new";
      card.state = supplier::CardState::kActive;
      card.item = id;
      card.expires = write.now() + std::chrono::hours(24 * 1826);
      supplier::Item item;
      item.id = write.random().item_id();
      item.card = CardId{id};
      item.person = card.person;
      item.state = supplier::ItemState::kPrinted;
      TRY_ASSIGN(item.status_slot, office.stamping().take_slot(write, entry));
      TRY(office.cards().table().put(write, id, card, entry));
      TRY(office.desk().tables().items.put(write, id, item, entry));
    }
    return {};
  }));
  office.cards().rebuild_index();
  must(office::publish_status(office));
}

}  // namespace

void stamps(const Settings& settings) {
  constexpr std::size_t kStamps = 500;
  SystemRandom random;
  const Issuer issuer;
  const card::KeySet keys{"Northmoor Constabulary", {kUri}, {{issuer.key, kDawn, false}}};
  const card::StatusList list = list_of(65'536, 655, random);
  const Instant now = list.issued;
  std::vector<card::StatusSource> lists;
  lists.push_back({card::open_status_list(must(card::sign_status_list(list, issuer.headers, issuer.sign)), keys)});
  std::vector<card::Stamp> made;
  for (std::size_t i = 0; i < kStamps; ++i) made.push_back(stamp_of(i, random));
  std::vector<double> judged, signs;
  for (int run = 0; run < settings.runs; ++run) {
    std::vector<std::string> texts;
    signs.push_back(kStamps / timed([&] {
                      for (const card::Stamp& stamp : made)
                        texts.push_back(must(card::make_stamp(stamp, issuer.headers, issuer.sign)));
                    }));
    judged.push_back(1e6 / kStamps * timed([&] {
                       for (const std::string& text : texts) {
                         const card::StampAnswer answer = card::judge_stamp(text, keys, lists, now);
                         if (!answer.stamp || answer.verdict == card::StampVerdict::kCannotSay)
                           throw std::runtime_error(answer.why);
                       }
                     }));
  }
  report("stamp-verify", "us", judged);
  report("stamp-sign", "/s", signs);
}

void status_lists(const Settings& settings) {
  SystemRandom random;
  const Issuer issuer;
  std::vector<double> milliseconds, sizes;
  for (int run = 0; run < settings.runs; ++run) {
    const card::StatusList list = list_of(65'536, 470, random);
    Bytes token;
    milliseconds.push_back(1e3 *
                           timed([&] { token = must(card::sign_status_list(list, issuer.headers, issuer.sign)); }));
    sizes.push_back(static_cast<double>(token.size()));
  }
  report("status-small", "ms", milliseconds);
  report("status-small-size", "bytes", sizes);
  std::vector<double> seconds;
  Bytes token;
  for (int run = 0; run < std::min(settings.runs, 3); ++run)
    seconds.push_back(timed([&] {
      token = must(card::sign_status_list(list_of(100'000'000, 1'000'000, random), issuer.headers, issuer.sign));
    }));
  report("status-large", "s", seconds);
  report("status-large-size", "MB", {static_cast<double>(token.size()) / 1e6});
  report("status-large-memory", "MB", {peak_megabytes()});
}

void mass_revocation(const Settings& settings) {
  std::vector<double> suspended, revoked, listed;
  for (int run = 0; run < settings.runs; ++run) {
    Force force(settings.folder / "store");
    force.import(settings.folder / "people.csv");
    const access::Actor first = force.hire("security-1", {Role::kSecurityOfficer}),
                        second = force.hire("security-2", {Role::kSecurityOfficer});
    hand_out_cards(force.office(), first.id);
    const auto act = [&](auto what) {
      what.cards = office::cards_not_ended(force.office());
      if (what.cards.size() != settings.people) throw std::runtime_error("not everybody holds a card");
      what.why = "bench";
      const std::uint64_t proposal = must(office::propose(force.office(), first, what));
      return timed([&] {
        must(office::decide(force.office(), second, proposal, true));
        listed.push_back(static_cast<double>(must(office::publish_status(force.office())).size()));
      });
    };
    suspended.push_back(act(office::CardSuspension{}));
    revoked.push_back(act(office::CardRevocation{}));
    if (!office::cards_not_ended(force.office()).empty()) throw std::runtime_error("a card is left");
  }
  report("mass-suspend", "s", suspended);
  report("mass-revoke", "s", revoked);
  report("mass-list", "bytes", {listed.back()});
}

}  // namespace tipstaff::bench
