// From the roll to locked items: read (logged), draw, lock, store. The part of issuing.h that has plaintext in hand.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "card/qr.h"
#include "card/stamp.h"
#include "card/thumbnail.h"
#include "crypto/hash.h"
#include "office/designs.h"
#include "office/issuing.h"
#include "office/pseudonym.h"
#include "press/wire.h"

namespace tipstaff::office {
namespace {

using access::Role;
using supplier::Item;

constexpr std::size_t kMostThumbnail = 700;  // bytes; more would only make the code's modules smaller
constexpr std::size_t kBatch = 64;           // items per request of the clerk

using Designs = std::map<std::string, std::shared_ptr<const card::Artwork>>;  // by kind of card

std::string plain_date(Instant at) { return to_rfc3339(at).substr(0, 10); }

// Counted-up numbers would show a press which cards it was not sent, and so how many are protected (law 7). These are
// random, and the ledger's entries of the item name the rest.
std::string number_on_card(const ItemId& item) {
  std::string out = item.text().substr(0, 10);
  for (char& c : out)
    if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

// What the artwork of this template shows, as fields.
FieldSet shown_by(const card::Template& design) {
  using card::Variable;
  FieldSet out;
  if (design.shows(Variable::kSurname) || design.shows(Variable::kName)) out.add(Field::kSurname);
  if (design.shows(Variable::kForenames) || design.shows(Variable::kName)) out.add(Field::kForenames);
  if (design.shows(Variable::kRank)) out.add(Field::kRank);
  if (design.shows(Variable::kUnit)) out.add(Field::kUnit);
  if (design.shows(Variable::kWarrantNumber)) out.add(Field::kWarrantNumber);
  if (design.shows(Variable::kPhoto)) out.add(Field::kPhoto);
  return out;
}

// One item on its way.
struct Work {
  std::uint64_t number = 0;
  Item item;
  std::string kind;
  Instant expires;
  bool minimal_stamp = false;
  FieldSet fields;
  roll::SealedPerson sealed;
  std::optional<roll::SealedPerson> bearer;  // of a pseudonym: the photograph is his
};

// What the face shows, so that who checks the stamp can compare. A photograph takes the room that the rest leaves.
Result<void> repeat_face(card::Stamp& stamp, const card::Face& face, const std::string& kind) {
  stamp.face.emplace();
  stamp.face->kind = kind;
  stamp.face->name = fmt::format("{}{}{}", face.forenames.reveal_text(),
                                 face.forenames.empty() || face.surname.empty() ? "" : " ", face.surname.reveal_text());
  stamp.face->rank = face.rank.reveal_text();
  stamp.face->number = face.warrant_number.reveal_text();
  if (face.photo_jpeg.empty()) return {};
  TRY_ASSIGN(stamp.face->photo,
             card::thumbnail(face.photo_jpeg.reveal(), std::min(kMostThumbnail, card::room_for_photo(stamp))));
  return {};
}

Result<card::StampCode> stamp_of(const card::Face& face, const Work& work, const std::string& uri,
                                 const Stamping::Signing& signing, Random& random) {
  card::Stamp stamp;
  stamp.issuer = face.force;
  stamp.expires = Instant{work.expires.micros / 1'000'000 * 1'000'000};
  stamp.nonce = random.bytes(card::kNonceBytes);
  stamp.index = work.item.status_slot - 1;
  stamp.list = uri;
  if (!work.minimal_stamp) TRY(repeat_face(stamp, face, work.kind));
  TRY_ASSIGN(const std::string text, card::make_stamp(stamp, signing.headers, signing.sign));
  return card::qr_code(text);
}

card::Face face_of(roll::Values values, const Work& work, const Force& force, Instant now) {
  card::Face face;
  const auto take = [&](Field field) {
    const auto found = values.find(field);
    return found == values.end() ? Plaintext() : std::move(found->second);
  };
  face.surname = take(Field::kSurname);
  face.forenames = take(Field::kForenames);
  face.rank = take(Field::kRank);
  face.unit = take(Field::kUnit);
  face.warrant_number = take(Field::kWarrantNumber);
  face.photo_jpeg = take(Field::kPhoto);
  face.issued = plain_date(now);
  face.expiry = plain_date(work.expires);
  face.force = force.name;
  face.card_number = number_on_card(work.item.id);
  return face;
}

class Press {
 public:
  Press(Office& office, const access::Actor& actor, const std::vector<std::uint64_t>& items, Designs designs,
        const Progress& progress)
      : office_(office), actor_(actor), items_(items), designs_(std::move(designs)), progress_(progress) {}

  // Cards of this run bear stamps, signed so.
  void stamp_with(Stamping::Signing signing, std::string uri) {
    signing_ = std::move(signing);
    uri_ = std::move(uri);
  }

  Result<std::vector<Undrawn>> run() {
    const unsigned count = std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < count; ++i) threads.emplace_back([this] { serve(); });
    for (std::thread& thread : threads) thread.join();
    if (failed_) return fail(*failed_);
    std::ranges::sort(undrawn_, {}, &Undrawn::card);
    return std::move(undrawn_);
  }

 private:
  void serve() {
    std::map<std::string, card::Renderer> renderers;
    for (const auto& [kind, artwork] : designs_) renderers.try_emplace(kind, artwork);
    while (!stop_) {
      const std::size_t first = next_.fetch_add(kBatch);
      if (first >= items_.size()) return;
      const Result<void> done = batch(renderers, first, std::min(items_.size(), first + kBatch));
      const std::lock_guard hold(mutex_);
      if (!done) {
        failed_ = done.error();
        stop_ = true;
        return;
      }
      done_ += std::min(kBatch, items_.size() - first);
      progress_({"cards drawn and locked", done_, items_.size()});
    }
  }

  Result<void> batch(std::map<std::string, card::Renderer>& renderers, std::size_t first, std::size_t last) {
    std::vector<Work> works;
    TRY_ASSIGN(const ledger::Durable durable, office_.clerk().submit([&](ledger::Write& write) -> Result<void> {
      for (std::size_t i = first; i < last; ++i) {
        TRY_ASSIGN(Work work, read_one(write, items_[i]));
        works.push_back(std::move(work));
      }
      return {};
    }));
    std::vector<std::uint64_t> numbers;
    std::vector<Bytes> files;
    std::vector<supplier::Locked> locked;
    for (Work& work : works) {
      Result<Plaintext> pdf = draw(durable, work, renderers.at(work.kind));
      if (!pdf && pdf.error().code() == Code::kInvalid) {
        const std::lock_guard hold(mutex_);
        undrawn_.push_back({work.item.card, pdf.error().text()});
        continue;
      }
      if (!pdf) return fail(pdf.error());
      const Plaintext key = supplier::Desk::new_item_key(office_.random());
      Bytes file = press::lock_item(work.item.id, key, pdf->reveal(), office_.random());
      locked.push_back({office_.desk().wrap_item_key(work.item.id, key, office_.random()), crypto::sha256(file), 0,
                        file.size(), work.fields});
      files.push_back(std::move(file));
      numbers.push_back(work.number);
    }
    if (numbers.empty()) return {};
    TRY(store(works.front().item.job, files, locked));
    TRY(office_.clerk().submit([&](ledger::Write& write) -> Result<void> {
      for (std::size_t i = 0; i < numbers.size(); ++i)
        TRY(office_.desk().lock(write, numbers[i], locked[i], actor_.id));
      return {};
    }));
    return {};
  }

  // Errors: kInvalid when the card cannot be drawn as roll and template stand.
  Result<Plaintext> draw(const ledger::Durable& durable, const Work& work, card::Renderer& renderer) {
    TRY_ASSIGN(
        roll::Values values,
        office_.vault().reveal(durable, work.sealed, work.bearer ? work.fields.minus({Field::kPhoto}) : work.fields));
    if (work.bearer) {
      TRY_ASSIGN(roll::Values photo, office_.vault().reveal(durable, *work.bearer, {Field::kPhoto}));
      values[Field::kPhoto] = std::move(photo.at(Field::kPhoto));
    }
    card::Face face = face_of(std::move(values), work, office_.force(), durable.at());
    if (work.item.status_slot != 0) {
      TRY_ASSIGN(face.stamp, stamp_of(face, work, uri_, *signing_, office_.random()));
    }
    return renderer.pdf(face);
  }

  Result<Work> read_one(ledger::Write& write, std::uint64_t number) {
    Work work;
    work.number = number;
    const auto* stored = office_.desk().tables().items.find(number);
    if (stored == nullptr || stored->value.state != supplier::ItemState::kQueued)
      return fail(Code::kRefused, fmt::format("item {} is not waiting to be drawn", number));
    work.item = stored->value;
    const supplier::Card& asked = office_.cards().table().find(work.item.card.value)->value;
    work.kind = asked.kind;
    work.expires = asked.expires;
    work.minimal_stamp = stamp_is_minimal(office_, work.kind);
    TRY_ASSIGN(work.sealed, office_.vault().fetch(write.peek(), work.item.person));
    const card::Template& design = designs_.at(work.kind)->design();
    FieldSet kept = office_.vault().people().find(work.item.person.value)->value.fields();
    const auto bearer = bearer_of(office_, work.item.person);
    if (bearer && design.shows(card::Variable::kPhoto) &&
        office_.vault().people().find(bearer->value)->value.fields().has(Field::kPhoto)) {
      kept.add(Field::kPhoto);
      TRY_ASSIGN(work.bearer, office_.vault().fetch(write.peek(), *bearer));
      write.append_read(ledger::Detail{.act = ledger::Act::kRead,
                                       .actor = actor_.id,
                                       .person = *bearer,
                                       .fields = {Field::kPhoto},
                                       .item = work.item.id,
                                       .reason = "card artwork"});
    }
    work.fields = shown_by(design) & kCardFields & kept;
    const EntryIndex entry = write.append_read(ledger::Detail{.act = ledger::Act::kRead,
                                                              .actor = actor_.id,
                                                              .person = work.item.person,
                                                              .fields = work.fields,
                                                              .item = work.item.id,
                                                              .object = work.item.card.value,
                                                              .reason = "card artwork"});
    if (signing_ && design.bears_stamp()) {
      if (work.item.status_slot == 0) {
        TRY_ASSIGN(work.item.status_slot, office_.stamping().take_slot(write, entry));
      }
      TRY(office_.desk().tables().items.put(write, number, work.item, entry));
    }
    return work;
  }

  // Locked items of one job lie one after another in one file, synced before the rows that point into it commit.
  Result<void> store(JobId job, const std::vector<Bytes>& files, std::vector<supplier::Locked>& locked) {
    const std::lock_guard hold(file_mutex_);
    const std::filesystem::path path = office_.folder().items(job);
    const Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    if (!fd.valid()) return fail(storage_error("cannot open", path, errno));
    off_t offset = ::lseek(fd.get(), 0, SEEK_END);
    Bytes all;
    for (std::size_t i = 0; i < files.size(); ++i) {
      locked[i].offset = static_cast<std::uint64_t>(offset) + all.size();
      append(all, files[i]);
    }
    TRY(write_all(fd.get(), all, path));
    if (::fdatasync(fd.get()) != 0) return fail(storage_error("cannot sync", path, errno));
    return {};
  }

  Office& office_;
  const access::Actor& actor_;
  const std::vector<std::uint64_t>& items_;
  Designs designs_;
  std::optional<Stamping::Signing> signing_;
  std::string uri_;
  const Progress& progress_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> stop_{false};
  std::mutex mutex_, file_mutex_;
  std::size_t done_ = 0;
  std::vector<Undrawn> undrawn_;
  std::optional<Error> failed_;
};

}  // namespace

std::vector<std::uint64_t> items_to_draw(Office& office) {
  const auto look = office.clerk().look();
  std::vector<std::uint64_t> out;
  for (const auto& [number, stored] : office.desk().tables().items.all())
    if (stored.value.state == supplier::ItemState::kQueued &&
        !supplier::is_ended(office.cards().table().find(stored.value.card.value)->value.state))
      out.push_back(number);
  return out;
}

Result<std::vector<Undrawn>> render_items(Office& office, const access::Actor& actor,
                                          const std::vector<std::uint64_t>& items, const Progress& progress) {
  TRY(access::require_role(actor, {Role::kIssuer}));
  std::map<JobId, std::vector<std::uint64_t>> by_job;  // each job has a file of its own
  {
    const auto look = office.clerk().look();
    for (const std::uint64_t number : items) {
      const auto* stored = office.desk().tables().items.find(number);
      if (stored == nullptr) return fail(Code::kNotFound, fmt::format("there is no item {}", number));
      by_job[stored->value.job].push_back(number);
    }
  }
  TRY_ASSIGN(const Designs designs, prepare_designs(office));
  std::vector<Undrawn> undrawn;
  for (const auto& [job, numbers] : by_job) {
    Press press(office, actor, numbers, designs, progress);
    if (const auto look = office.clerk().look(); office.stamping().ready()) {
      TRY_ASSIGN(Stamping::Signing signing, office.stamping().signing());
      press.stamp_with(std::move(signing), office.stamping().uri());
    }
    TRY_ASSIGN(const std::vector<Undrawn> left, press.run());
    undrawn.insert(undrawn.end(), left.begin(), left.end());
  }
  return undrawn;
}

Result<Plaintext> preview_card(Office& office, const access::Actor& actor, PersonId person, const std::string& kind) {
  TRY(access::require_role(actor, {Role::kIssuer, Role::kSponsor}));
  TRY_ASSIGN(const Designs designs, prepare_designs(office));
  const auto artwork = designs.find(kind);
  if (artwork == designs.end()) return fail(Code::kInvalid, fmt::format("‘{}’ is no kind of card", kind));
  Work work;
  MadeFile made{.what = MadeFile::What::kCardPreview, .person = person};
  TRY_ASSIGN(const ledger::Durable durable, office.clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(work.sealed, office.vault().fetch(write.peek(), person));
    const roll::Person& row = office.vault().people().find(person.value)->value;
    TRY(access::find_grant(office.access(), actor, person, kCardFields & row.fields(), "card preview", row.is_protected,
                           write.now()));
    work.fields = shown_by(artwork->second->design()) & kCardFields & row.fields();
    work.expires = write.now() + std::chrono::hours(24 * 365 * 5);
    custody::Interval copy;  // the file that the caller writes
    copy.opened_by = write.append_read(ledger::Detail{.act = ledger::Act::kRead,
                                                      .actor = actor.id,
                                                      .person = person,
                                                      .fields = work.fields,
                                                      .reason = "card preview"});
    TRY_ASSIGN(copy.holder, office.book().holder(write, custody::HolderKind::kPrincipal, actor.name, copy.opened_by));
    copy.person = person;
    copy.fields = work.fields;
    copy.form = custody::Form::kDiskCopy;
    copy.from = write.now();
    made.holder = copy.holder;
    TRY_ASSIGN(const CustodyId opened, office.book().open(write, copy));
    made.copies = {{opened, opened}};
    return {};
  }));
  TRY_ASSIGN(roll::Values values, office.vault().reveal(durable, work.sealed, work.fields));
  card::Renderer renderer(artwork->second);
  TRY_ASSIGN(Plaintext pdf, renderer.pdf(face_of(std::move(values), work, office.force(), durable.at())));
  made.hashes.push_back(crypto::sha256(pdf.reveal()));
  TRY(record_made_file(office, std::move(made), actor.id));
  return pdf;
}

}  // namespace tipstaff::office
