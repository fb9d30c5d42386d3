// Law 7: the protected stay in. They never appear at an outside press, and what a supplier can observe does not change
// with them.
//
// Of two rolls that differ only in protected people the whole transcript of the supplier is compared: what is listed in
// which order, kinds and sizes, the artwork that opens, every answer and refusal with its words and time. Two things
// that are drawn anew for every item and tell nothing are held still by a source of randomness that repeats itself:
// item ids (the order of the draws is made the same), and the draws of the random share. Nonces, keys, and so the bytes
// of ciphertext and the modules of stamps, are not compared.

#include <mutex>

#include "bureau_fixture.h"
#include "card/code_reader.h"
#include "card/stamp.h"
#include "crypto/aead.h"
#include "match/index_file.h"
#include "match/rows.h"
#include "office/breach.h"
#include "office/matching.h"
#include "office/people.h"
#include "office/roll_index.h"
#include "office/two_people.h"

namespace tipstaff::test {
namespace {

// A stream for every length that is asked for: ids have 16 bytes, the share's draws four.
class RepeatingRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    const std::lock_guard hold(mutex_);
    const std::size_t length = out.size();
    for (std::uint64_t& count = counts_[length]; !out.empty(); ++count) {
      const Hash block = crypto::sha256(as_bytes(fmt::format("law 7, {} bytes, {}", length, count)));
      const std::size_t part = std::min(out.size(), block.size());
      std::copy_n(block.begin(), part, out.begin());
      out = out.subspan(part);
    }
  }

 private:
  std::mutex mutex_;
  std::map<std::size_t, std::uint64_t> counts_;
};

constexpr std::size_t kOrdinary = 9;

// `protected_after`: a protected person joins after each of these ordinary ones; those of `aliases` get a pseudonym,
// and a card under it too.
struct Roll {
  std::set<std::size_t> protected_after, aliases = {};
};

// The protected of this place: under their own names, and under their pseudonyms.
std::vector<PersonId> join_hidden(TestForce& force, const Roll& roll, std::size_t place) {
  std::vector<PersonId> out;
  if (!roll.protected_after.contains(place)) return out;
  out.push_back(force.add_person(invent(500 + place, true)));
  if (!roll.aliases.contains(place)) return out;
  roll::NewPerson cover = TestForce::as_new(invent(700 + place, true));
  cover.values.erase(Field::kPhoto);
  out.push_back(must(office::add_person(*force.office, force.registrar, std::move(cover), "a test")));
  const std::uint64_t proposal =
      must(office::propose(*force.office, force.security, office::PseudonymAct{out[0], out[1], "a test"}));
  must(office::decide(*force.office, force.second_security, proposal, true));
  return out;
}

// What is random on every card, whoever else is on the roll, blotted out: the modules of the stamp (its slot, its nonce
// and the signature over them), and the hashes that a bureau's manifest gives of the whole. Their sizes stay.
std::string without_stamps(std::string content) {
  constexpr std::string_view kMask = "/ImageMask true /Width ", kStream = "\nstream\n";
  for (std::size_t at = 0; (at = content.find(kMask, at)) != std::string::npos;) {
    const std::size_t side = std::stoul(content.substr(at + kMask.size(), 4));
    at = content.find(kStream, at) + kStream.size();
    std::fill_n(content.begin() + static_cast<std::ptrdiff_t>(at), (side + 7) / 8 * side, 'x');
  }
  std::size_t run = 0;
  for (std::size_t at = 0; at <= content.size(); ++at) {
    const bool digit =
        at < content.size() && std::string_view("0123456789abcdef").find(content[at]) != std::string_view::npos;
    if (!digit && run == 64) content.replace(at - run, run, run, 'h');
    run = digit ? run + 1 : 0;
  }
  return content;
}

// The claims that do not differ from card to card by chance.
std::string steady_claims(ByteView pdf) {
  const std::vector<std::string> codes = must(card::find_codes(pdf));
  if (codes.size() != 1) return "no stamp";
  const Bytes message = must(card::message_of_stamp(codes.front()));
  card::Stamp stamp = must(card::decode_claims(must(card::cose::parse_sign1(message)).payload));
  stamp.index = 0;
  stamp.nonce.assign(card::kNonceBytes, 0);
  return hex(crypto::sha256(card::encode_claims(stamp)));
}

std::string transcript(const Roll& roll) {
  RepeatingRandom random;
  TestForce force({.people = 0, .budget = {3, 4, 9, 60}, .random = &random});
  std::vector<PersonId> ordinary, hidden;
  for (std::size_t i = 0; i < kOrdinary; ++i) {
    ordinary.push_back(force.add_person(invent(i)));
    for (const PersonId person : join_hidden(force, roll, i)) hidden.push_back(person);
  }
  // Everybody's card is asked for in the order of the roll; the protected are sent to their press after the others.
  std::vector<PersonId> everyone = ordinary;
  everyone.insert(everyone.end(), hidden.begin(), hidden.end());
  std::ranges::sort(everyone);
  std::vector<office::CardRequest> requests;
  for (const PersonId person : everyone) {
    office::CardRequest request;
    request.person = person;
    request.expires = force.clock.now() + hours(24 * 1826);
    requests.push_back(request);
  }
  std::vector<CardId> cards = must(office::request_cards(*force.office, force.sponsor, requests));
  must(office::approve_cards(*force.office, force.approver, cards));
  std::ranges::stable_partition(cards, [&](CardId card) {
    const PersonId person = force.office->cards().table().find(card.value)->value.person;
    return !force.office->vault().people().find(person.value)->value.is_protected;
  });
  const auto made = must(office::make_jobs(*force.office, force.issuer, cards, {kBureau, kPassOffice, 0.3}));
  must(office::render_items(*force.office, force.issuer, made.outside, [](const auto&) {}));
  must(office::render_items(*force.office, force.issuer, made.inside, [](const auto&) {}));

  std::string out;
  auto link = force.link(force.bureau);
  const auto say = [&](std::string_view what, const auto& answer) {
    out += fmt::format("{} {}: ", to_rfc3339(force.clock.now()), what);
    out += answer ? std::string("yes\n")
                  : fmt::format("{} {}\n", static_cast<int>(answer.error().code()), answer.error().text());
  };
  for (int hour = 0; hour < 30; ++hour) {
    const auto listed = must(link.list(100));
    for (const press::ListedItem& item : listed) {
      out += fmt::format("listed {} {} {}\n", item.item.text(), item.card_kind, item.bytes);
      const auto locked = link.locked(item.item);
      say("locked", locked);
      const auto box = link.release(item.item);
      say("key", box);
      if (!box) continue;
      const Plaintext key = must(crypto::box_open(force.bureau.identity.box, *box));
      const Plaintext pdf = must(press::unlock_item(item.item, key, *locked));
      out += hex(crypto::sha256(as_bytes(without_stamps(std::string(pdf.reveal_text()))))) + " " +
             steady_claims(pdf.reveal()) + "\n";
      if (hour % 3 != 0) continue;
      say("receipt", link.receipt(force.receipt(force.bureau, item.item, press::Outcome::kPrinted)));
    }
    say("nothing there", link.release(ItemId{}));
    force.clock.advance(hours(1));
  }
  say("inside", force.link(force.bureau).release(force.item(made.inside.at(0)).id));
  return out;
}

TEST(Law07, ASupplierCannotTellTwoRollsApart) {
  const std::string none = transcript({});
  EXPECT_NE(none.find("yes"), std::string::npos);
  EXPECT_NE(none.find("budget"), std::string::npos);
  EXPECT_EQ(transcript({}), none);  // the comparison can be made at all
  EXPECT_EQ(transcript({{0}}), none);
  EXPECT_EQ(transcript({{2, 3, 7}}), none);
  EXPECT_EQ(transcript({{2, 3, 7}, {2, 7}}), none);
}

// What a bureau gets to see: number and sizes of files, what opens of them, refusals with their words. A sub-batch's
// own random id is drawn after all items' ids, so it is held still by being left out.
std::string bureau_transcript(const Roll& roll) {
  RepeatingRandom random;
  BureauForce force({.people = 0, .budget = {3, 4, 60, 60}, .random = &random});
  std::vector<PersonId> everyone, hidden;
  for (std::size_t i = 0; i < kOrdinary; ++i) {
    everyone.push_back(force.add_person(invent(i)));
    for (const PersonId person : join_hidden(force, roll, i)) hidden.push_back(person);
  }
  everyone.insert(everyone.end(), hidden.begin(), hidden.end());
  force.bureau_job(everyone, 0.3);
  std::string out;
  for (const std::string& id : force.exported(2)) {
    out += fmt::format("{}\n", std::filesystem::file_size(force.out() / (id + ".age")));
    for (int attempt = 0; attempt < 3; ++attempt) {
      const auto identity = office::open_batch(*force.office, force.issuer, id);
      if (!identity) {
        out += identity.error().text() + "\n";
        force.clock.advance(minutes(40));
        continue;
      }
      SystemFiles files;
      const crypto::age::Identity key = must(crypto::age::parse_identity(*identity));
      const Plaintext archive =
          must(crypto::age::decrypt(must(files.read(force.out() / (id + ".age"))), std::span(&key, 1)));
      std::string content(archive.reveal_text());
      for (std::size_t at; (at = content.find(id)) != std::string::npos;)
        content.replace(at, id.size(), id.size(), 'x');
      out += hex(crypto::sha256(as_bytes(without_stamps(std::move(content))))) + "\n";
      must(force.send_receipt(id, press::Outcome::kPrinted));
      break;
    }
  }
  return out;
}

TEST(Law07, ABureauCannotTellTwoRollsApart) {
  const std::string none = bureau_transcript({});
  EXPECT_NE(none.find("budget"), std::string::npos);
  EXPECT_EQ(bureau_transcript({}), none);
  EXPECT_EQ(bureau_transcript({{0}}), none);
  EXPECT_EQ(bureau_transcript({{2, 3, 7}}), none);
  EXPECT_EQ(bureau_transcript({{2, 3, 7}, {3}}), none);
}

TEST(Law07, TheProtectedAreInNoBureausJob) {
  BureauForce force({.people = 12, .protected_people = {1, 4, 9}, .budget = {50, 50, 50, 50}});
  force.bureau_job(force.people, 0.3);
  for (const std::string& id : force.exported(50))
    for (const std::uint64_t number : force.batch(id).items)
      EXPECT_FALSE(force.office->vault().people().find(force.item(number).person.value)->value.is_protected);
  const auto& copies = force.office->book().of_holder(force.row().holder);
  EXPECT_GT(copies.size(), 0U);
  for (const std::uint32_t person : copies.person)
    EXPECT_FALSE(force.office->vault().people().find(person)->value.is_protected);
  EXPECT_EQ(code_of(office::move_items(*force.office, force.issuer, kPassOffice, BureauForce::kName, "why not")),
            Code::kRefused);
}

TEST(Law07, TheProtectedAppearAtNoOutsidePress) {
  TestForce force({.people = 12, .protected_people = {1, 4, 9}, .budget = {50, 50, 50, 50}});
  const auto made = force.queue_cards(force.people, 0.3);
  for (const std::uint64_t number : made.outside)
    EXPECT_FALSE(force.office->vault().people().find(force.item(number).person.value)->value.is_protected);
  EXPECT_GE(made.inside.size(), 3U);
  auto link = force.link(force.bureau);
  EXPECT_EQ(must(link.list(100)).size(), made.outside.size());
  for (const std::uint64_t number : made.inside) {
    const ItemId id = force.item(number).id;
    EXPECT_EQ(code_of(link.locked(id)), Code::kNotFound);
    EXPECT_EQ(code_of(link.release(id)), Code::kNotFound);
    EXPECT_EQ(link.release(id).error().text(), link.release(ItemId{}).error().text());
  }
  // Nor in custody: nothing of theirs is with a holder outside.
  const HolderId outside = *force.office->book().holder_named(custody::HolderKind::kPress, kBureau);
  for (const std::uint32_t person : force.office->book().of_holder(outside).person)
    EXPECT_FALSE(force.office->vault().people().find(person)->value.is_protected);
}

TEST(Law07, NobodyCanQueueThemForAnOutsidePress) {
  TestForce force({.people = 2, .protected_people = {0}});
  office::CardRequest request;
  request.person = force.people[0];
  request.expires = force.clock.now() + hours(24);
  const auto cards = must(office::request_cards(*force.office, force.sponsor, {request}));
  must(office::approve_cards(*force.office, force.approver, cards));
  const PressId bureau = *force.office->desk().press_named(kBureau);
  const auto queued = force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(const JobId job, force.office->desk().make_job(write, bureau, force.issuer.id));
    TRY(force.office->desk().queue(write, job, cards[0], true, force.issuer.id));
    return {};
  });
  EXPECT_EQ(code_of(queued), Code::kRefused);
  // The bureau named as if it were the force's own.
  EXPECT_EQ(code_of(office::make_jobs(*force.office, force.issuer, cards, {"", kBureau, 0})), Code::kRefused);
  EXPECT_EQ(code_of(office::make_jobs(*force.office, force.issuer, cards, {kPassOffice, kBureau, 0})), Code::kRefused);
  EXPECT_TRUE(must(force.link(force.bureau).list(10)).empty());
  // Every draw against them, and they still go inside.
  const auto made = must(office::make_jobs(*force.office, force.issuer, cards, {kBureau, kPassOffice, 0}));
  EXPECT_TRUE(made.outside.empty());
}

TEST(Law07, SomeOrdinaryCardsAreMadeInsideToo) {
  TestForce force({.people = 60});
  const auto made = force.queue_cards(force.people, 0.5, false);
  EXPECT_GT(made.inside.size(), 0U);  // 2^-60 that either fails by chance
  EXPECT_GT(made.outside.size(), 0U);
}

TEST(Law07, ARefusalDoesNotTellWhoIsProtected) {
  TestForce force({.people = 2, .protected_people = {0}, .presses = false});
  access::Tables& tables = force.office->access();
  const auto read = [&](std::size_t n, bool is_protected) {
    const auto look = force.office->clerk().look();
    return access::find_grant(tables, force.issuer, force.people[n], {Field::kSurname}, "a test", is_protected,
                              force.clock.now());
  };
  ASSERT_FALSE(read(0, true));
  EXPECT_EQ(read(0, true).error().text(), read(1, false).error().text());
  const auto give = [&](bool covers) {
    must(force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
      access::Grant grant;
      grant.principal = force.issuer.id;
      grant.classes = 1U << static_cast<unsigned>(DataClass::kIdentity);
      grant.purpose = "a test";
      grant.until = force.clock.now() + hours(1);
      grant.given_by = force.security.id;
      grant.covers_protected = covers;
      const EntryIndex entry = write.append(ledger::Detail{.act = ledger::Act::kGrantGiven});
      return tables.grants.put(write, tables.grants.next_id(), std::move(grant), entry);
    }));
  };
  const std::string before = read(0, true).error().text();
  give(false);
  EXPECT_TRUE(read(1, false));
  ASSERT_FALSE(read(0, true));  // theirs needs a second approver
  EXPECT_EQ(read(0, true).error().text(), before);
  give(true);
  EXPECT_TRUE(read(0, true));
}

const Progress kSilent = [](const auto&) {};

// What a search for the roll says of a table of these people and others.
std::string search(const match::Index& index, std::size_t people) {
  match::RowMatcher matcher(index);
  for (std::size_t i = 0; i < people; ++i) {
    const TestPerson one = invent(i);
    const std::string cells[] = {one.surname, one.forenames.substr(0, i % 2 == 0 ? 1 : std::string::npos), one.rank,
                                 one.warrant_number};
    matcher.row(cells);
  }
  const match::Summary found = matcher.tally().summary();
  std::string out = fmt::format("{} {} of {}, {} rows, {} others, {} linked, {}:", match::grade_name(found.grade),
                                found.people, found.of_roll, found.rows, found.others, found.linked, found.weight);
  for (const std::string_view field : found.fields) out += fmt::format(" {}", field);
  return out;
}

// A grant for everything that a search reads of everybody.
void let_search(TestForce& force) {
  must(force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    access::Grant grant;
    grant.principal = force.security.id;
    for (const DataClass one : {DataClass::kIdentity, DataClass::kPay, DataClass::kContact})
      grant.classes |= 1U << static_cast<unsigned>(one);
    grant.purpose = "a search";
    grant.until = force.clock.now() + hours(1);
    grant.given_by = force.second_security.id;
    grant.covers_protected = true;
    return force.office->access().grants.put(write, force.office->access().grants.next_id(), std::move(grant),
                                             write.append(ledger::Detail{.act = ledger::Act::kGrantGiven}));
  }));
}

TEST(Law07, ASearchSaysTheSameWhoeverIsProtected) {
  const auto said = [](const std::vector<std::size_t>& protected_people) {
    TestForce force({.people = 9, .protected_people = protected_people, .presses = false});
    let_search(force);
    const std::uint64_t before = force.office->clerk().size();
    const match::Index index = must(office::roll_for_matching(*force.office, force.security, "a search", kSilent));
    return fmt::format("{}; {} entries", search(index, 12), force.office->clerk().size() - before);
  };
  const std::string none = said({});
  EXPECT_NE(none.find("sure 9 of 9"), std::string::npos) << none;
  EXPECT_EQ(said({0}), none);
  EXPECT_EQ(said({2, 3, 8}), none);
}

// Handed to a search in another process it is the same, and a copy of everybody is in custody of who asked (law 5).
TEST(Law07, TheRollForASearchElsewhereTellsNobodyWhoIsProtected) {
  const auto said = [&](std::vector<std::size_t> who) {
    TestForce force({.people = 9, .protected_people = std::move(who), .presses = false});
    EXPECT_EQ(code_of(office::roll_for_search(*force.office, force.security, "a search", kSilent, nullptr)),
              Code::kRefused);
    EXPECT_FALSE(force.office->book().holder_named(custody::HolderKind::kPrincipal, force.security.name))
        << "a copy although it was refused";
    let_search(force);
    const std::uint64_t before = force.office->clerk().size();
    std::vector<PersonId> numbered;
    const office::HandedRoll roll =
        must(office::roll_for_search(*force.office, force.security, "a search", kSilent, &numbered));
    EXPECT_EQ(numbered, force.people);
    for (std::size_t i = 0; i < 9; ++i)
      EXPECT_EQ(as_text(roll.sealed.view()).find(invent(i).surname), std::string_view::npos);
    EXPECT_EQ(code_of(match::IndexFile::read(roll.sealed.view(), crypto::new_key(force.office->random()))),
              Code::kTampered);
    const match::Index index = must(match::IndexFile::read(roll.sealed.view(), roll.key));
    const auto holder = force.office->book().holder_named(custody::HolderKind::kPrincipal, force.security.name);
    EXPECT_EQ(force.office->book().of_holder(*holder).size(), 1U);
    // Who has that person's session then has everybody.
    office::ScopeRequest scope;
    scope.holders = {"principal:" + force.security.name};
    scope.from = kStart - hours(1);
    const IncidentId incident =
        must(office::open_incident(*force.office, force.second_security, scope, "a test", force.clock.now()));
    EXPECT_EQ(must(office::exposure(*force.office, force.second_security, incident)).counts.certain, 9U);
    return fmt::format("{}; {} entries", search(index, 12), force.office->clerk().size() - before);
  };
  const std::string none = said({});
  EXPECT_NE(none.find("sure 9 of 9"), std::string::npos) << none;
  EXPECT_EQ(said({0}), none);
  EXPECT_EQ(said({2, 3, 8}), none);
}

TEST(Law07, ARollIndexLeavesTheProtectedOut) {
  TestForce force({.people = 6, .protected_people = {1, 4}, .presses = false});
  const std::uint64_t proposal = must(office::propose(
      *force.office, force.security, office::RollIndexMaking{"principal:" + force.security.name, "a test"}));
  must(office::decide(*force.office, force.second_security, proposal, true));
  const match::Index index = must(office::make_roll_index(*force.office, force.security, proposal,
                                                          crypto::new_key(force.office->random()), kSilent))
                                 .index;
  EXPECT_EQ(index.people(), 4U);
  for (std::size_t i = 0; i < 6; ++i) {
    const TestPerson one = invent(i);
    match::RowMatcher matcher(index);
    const std::string cells[] = {one.surname, one.forenames, one.warrant_number};
    matcher.row(cells);
    EXPECT_EQ(matcher.tally().summary().people, i == 1 || i == 4 ? 0U : 1U) << i;
  }
}

}  // namespace
}  // namespace tipstaff::test
