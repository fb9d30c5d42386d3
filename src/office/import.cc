#include "office/import.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <thread>
#include <unordered_set>

#include "card/photo.h"
#include "crypto/aead.h"
#include "crypto/hash.h"
#include "office/people.h"
#include "roll/csv_child.h"

namespace tipstaff::office {
namespace {

constexpr std::size_t kBatch = 500;

// One row on its way to the stage.
struct Incoming {
  std::uint64_t row = 0;
  roll::NewPerson person;
  std::filesystem::path photo;
};

// Plaintext → sealed → file, without a copy in ordinary memory.
Plaintext encode_person(const roll::NewPerson& person) {
  std::size_t size = 2;
  for (const auto& [field, value] : person.values) size += 5 + value.size();
  Plaintext out(size);
  std::size_t at = 0;
  const auto put = [&](std::uint8_t byte) { out.writable()[at++] = byte; };
  put(static_cast<std::uint8_t>((person.is_protected ? 1 : 0) | (person.notice_risk ? 2 : 0)));
  put(static_cast<std::uint8_t>(person.values.size()));
  for (const auto& [field, value] : person.values) {
    put(static_cast<std::uint8_t>(field));
    for (int shift = 24; shift >= 0; shift -= 8) put(static_cast<std::uint8_t>(value.size() >> shift));
    std::copy(value.reveal().begin(), value.reveal().end(), out.writable().begin() + static_cast<std::ptrdiff_t>(at));
    at += value.size();
  }
  return out;
}

roll::NewPerson decode_person(const Plaintext& encoded) {
  const ByteView bytes = encoded.reveal();
  roll::NewPerson out;
  out.is_protected = (bytes[0] & 1) != 0;
  out.notice_risk = (bytes[0] & 2) != 0;
  std::size_t at = 2;
  for (int left = bytes[1]; left > 0; --left) {
    const std::uint32_t size = get_u32(&bytes[at + 1]);
    out.values.emplace(static_cast<Field>(bytes[at]), Plaintext::copy_of(bytes.subspan(at + 5, size)));
    at += 5 + size;
  }
  return out;
}

std::optional<std::filesystem::path> find_photo(CallerFiles& files, const std::filesystem::path& folder,
                                                std::string_view number) {
  if (folder.empty() || number.find('/') != std::string_view::npos || number.starts_with('.')) return std::nullopt;
  for (const char* ending : {".jpg", ".jpeg", ".png", ".JPG", ".JPEG", ".PNG"}) {
    const std::filesystem::path path = folder / (std::string(number) + ending);
    if (files.exists(path)) return path;
  }
  return std::nullopt;
}

}  // namespace

struct Import::Plan {
  enum class What : std::uint8_t { kJoins, kChanges, kSame, kCannot } what = What::kJoins;
  PersonId person;
  FieldSet changed;
  FieldSet emptied;              // on the roll, and an empty cell in the file
  roll::Marks marks;             // new ones
  bool returns = false;          // he had left
  bool stays_protected = false;  // although the file does not say so
};

// The temporary file: unnamed from the start, so that a kill leaves nothing, and sealed record by record.
struct Import::Stage {
  explicit Stage(Random& source) : random(source), key(crypto::new_key(source)) {}

  Result<void> open(const std::filesystem::path& folder) {
    file.reset(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!file.valid()) return fail(storage_error("cannot make a temporary file in", folder, errno));
    return {};
  }

  Result<void> add(const roll::NewPerson& person, std::uint64_t row) {
    const Bytes box = crypto::seal(key, as_bytes("import stage"), encode_person(person).reveal(), random);
    const std::lock_guard hold(mutex);
    TRY(write_all(file.get(), box, "the temporary file of the import"));
    places.push_back({row, end, box.size()});
    end += box.size();
    return {};
  }

  struct Place {
    std::uint64_t row, offset, size;
  };
  Random& random;
  Plaintext key;
  Descriptor file;
  std::mutex mutex;
  std::vector<Place> places;
  std::uint64_t end = 0;
};

namespace {

// Normalises photographs on all processors while the rows are read.
class Pipeline {
 public:
  using Store = std::function<Result<void>(const Incoming&)>;
  Pipeline(Store store, CallerFiles& files, StageReport& report)
      : store_(std::move(store)), files_(files), report_(report) {
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
      threads_.emplace_back([this] { serve(); });
  }
  ~Pipeline() { finish_threads(); }

  void push(Incoming incoming) {
    std::unique_lock hold(mutex_);
    room_.wait(hold, [&] { return queue_.size() < 64; });
    queue_.push_back(std::move(incoming));
    filled_.notify_one();
  }

  Result<void> finish() {
    finish_threads();
    if (failed_) return fail(*failed_);
    return {};
  }

  void problem(std::uint64_t row, std::string column, std::string reason) {
    const std::lock_guard hold(mutex_);
    report_.problems.push_back({row, std::move(column), std::move(reason)});
  }

 private:
  void finish_threads() {
    {
      const std::lock_guard hold(mutex_);
      closing_ = true;
    }
    filled_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  void serve() {
    card::PhotoNormaliser normaliser;
    for (;;) {
      Incoming incoming;
      {
        std::unique_lock hold(mutex_);
        filled_.wait(hold, [&] { return closing_ || !queue_.empty(); });
        if (queue_.empty()) return;
        incoming = std::move(queue_.front());
        queue_.pop_front();
        room_.notify_one();
      }
      if (!add_photo(normaliser, incoming)) continue;
      if (const auto stored = store_(incoming); !stored) {
        const std::lock_guard hold(mutex_);
        failed_ = stored.error();
      }
    }
  }

  bool add_photo(card::PhotoNormaliser& normaliser, Incoming& incoming) {
    if (incoming.photo.empty()) {
      const std::lock_guard hold(mutex_);
      ++report_.without_photo;
      return true;
    }
    Result<Bytes> content = files_.read(incoming.photo, card::kLargestPhotoFile);
    Result<card::Portrait> portrait = content ? normaliser.normalise(*content) : fail(content.error());
    if (!portrait) {
      problem(incoming.row, "photo", portrait.error().text());
      return false;
    }
    const std::lock_guard hold(mutex_);
    ++report_.photos;
    if (portrait->faces == card::Faces::kNone) ++report_.no_face;
    if (portrait->faces == card::Faces::kSeveral) ++report_.several_faces;
    if (portrait->faces == card::Faces::kNotLookedFor) ++report_.faces_not_looked_for;
    incoming.person.values.insert_or_assign(Field::kPhoto, std::move(portrait->jpeg));
    return true;
  }

  Store store_;
  CallerFiles& files_;
  StageReport& report_;
  std::mutex mutex_;
  std::condition_variable filled_, room_;
  std::deque<Incoming> queue_;
  bool closing_ = false;
  std::optional<Error> failed_;
  std::vector<std::thread> threads_;
};

// Checks rows and turns them into people.
class RowReader {
 public:
  RowReader(const ImportSettings& settings, StageReport& report, std::vector<roll::Target> targets,
            std::vector<std::string> headings, const Plaintext& key)
      : settings_(settings), report_(report), targets_(std::move(targets)), headings_(std::move(headings)), key_(key) {
    for (const roll::Target& target : targets_) {
      report_.tells_protected = report_.tells_protected || target.flag == roll::Flag::kProtected;
      if (!target.field) continue;
      const bool kept = !kNeededByNoCard.has(*target.field) || settings_.keep.contains(*target.field);
      (kept ? report_.taken : report_.left_out).add(*target.field);
    }
  }

  // Nothing when the row has problems, which it reports.
  std::optional<Incoming> read(const roll::CsvRow& row, Pipeline& pipeline) {
    Incoming out;
    out.row = row.number;
    bool good = true;
    const auto bad = [&](std::string column, std::string reason) {
      pipeline.problem(row.number, std::move(column), std::move(reason));
      good = false;
    };
    if (!row.fault.empty()) {
      bad("", row.fault);
      return std::nullopt;
    }
    for (std::size_t i = 0; i < targets_.size() && i < row.fields.size(); ++i) {
      Plaintext held = roll::on_one_line(row.fields[i]);
      const std::string_view value = held.reveal_text();
      if (targets_[i].flag) {
        const auto flag = roll::parse_flag(value);
        if (!flag) bad(headings_[i], "is neither yes nor no");
        (*targets_[i].flag == roll::Flag::kProtected ? out.person.is_protected : out.person.notice_risk) =
            flag.value_or(false);
      }
      if (!targets_[i].field || !report_.taken.has(*targets_[i].field)) continue;
      if (const auto fault = roll::fault_in_value(*targets_[i].field, value)) bad(headings_[i], *fault);
      out.person.values.insert_or_assign(*targets_[i].field, std::move(held));
    }
    for (const Field field : {Field::kWarrantNumber, Field::kPayNumber}) {
      const auto value = out.person.values.find(field);
      if (value == out.person.values.end() || value->second.empty()) continue;
      // Remembered as keyed hashes: a set of numbers in ordinary memory would be a copy of the roll.
      Bytes message{static_cast<std::uint8_t>(field)};
      append(message, roll::normalised(value->second.reveal_text()).reveal());
      const Hash mac = crypto::hmac_sha256(key_, message);
      if (!seen_.insert(std::string(as_text(mac))).second)
        bad(std::string(field_label(field)), "stands in another row too");
    }
    if (!good) return std::nullopt;
    const auto number = out.person.values.find(Field::kWarrantNumber);
    if (number != out.person.values.end())
      if (auto photo = find_photo(*settings_.files, settings_.photos, number->second.reveal_text())) out.photo = *photo;
    return out;
  }

 private:
  const ImportSettings& settings_;
  StageReport& report_;
  std::vector<roll::Target> targets_;
  std::vector<std::string> headings_;
  const Plaintext& key_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

Import::Import(Office& office, const access::Actor& actor)
    : office_(office), actor_(actor), stage_(std::make_unique<Stage>(office.random())) {}
Import::~Import() = default;

Result<std::unique_ptr<Import>> Import::stage(Office& office, const access::Actor& actor,
                                              const ImportSettings& settings, const Progress& progress) {
  TRY(access::require_role(actor, {access::Role::kRegistrar}));
  auto import = std::unique_ptr<Import>(new Import(office, actor));
  StageReport& report = import->report_;
  import->reason_ = "roll import";
  for (const auto& [field, purpose] : settings.keep)
    import->reason_ += fmt::format("; {} kept for: {}", field_name(field), purpose);
  if (!settings.photos.empty() && !settings.files->exists(settings.photos))
    return fail(Code::kNotFound, fmt::format("there is no folder ‘{}’ with photographs", settings.photos.string()));
  TRY(import->stage_->open(office.folder().root));
  TRY_ASSIGN(Descriptor csv, settings.files->open(settings.csv));
  TRY_ASSIGN(auto source, roll::csv_file(std::move(csv), settings.csv));
  TRY_ASSIGN(roll::SafeCsv reader, roll::SafeCsv::open(std::move(source)));
  report.format = reader.format_in_words();
  report.mapping = settings.mapping ? *settings.mapping : roll::Mapping::guess(reader.headings());
  TRY_ASSIGN(std::vector<roll::Target> targets, report.mapping.bind(reader.headings()));
  RowReader rows(settings, report, std::move(targets), reader.headings(), import->stage_->key);
  Pipeline pipeline([&](const Incoming& incoming) { return import->stage_->add(incoming.person, incoming.row); },
                    *settings.files, report);
  for (;;) {
    TRY_ASSIGN(const std::optional<roll::CsvRow> row, reader.next());
    if (!row) break;
    ++report.rows;
    if (auto incoming = rows.read(*row, pipeline)) pipeline.push(std::move(*incoming));
    progress({"rows read and photographs made ready", report.rows, 0});
  }
  TRY(pipeline.finish());
  std::ranges::sort(import->stage_->places, {},
                    &Stage::Place::row);  // the threads finish in no order; people join in the file's
  report.good = import->stage_->places.size();
  std::sort(report.problems.begin(), report.problems.end(), [](const auto& a, const auto& b) { return a.row < b.row; });
  return import;
}

Result<roll::NewPerson> Import::staged(std::size_t index) const {
  const Stage::Place place = stage_->places[index];
  Bytes box(place.size);
  if (::pread(stage_->file.get(), box.data(), box.size(), static_cast<off_t>(place.offset)) !=
      static_cast<ssize_t>(box.size()))
    return fail(Code::kStorage, "the temporary file of the import cannot be read");
  TRY_ASSIGN(const Plaintext encoded, crypto::open(stage_->key, as_bytes("import stage"), box));
  return decode_person(encoded);
}

Result<void> Import::compare_batch(std::size_t first, std::size_t last, Difference& out) {
  std::vector<std::optional<roll::SealedPerson>> known(last - first);
  std::vector<Plan> plans(last - first);
  std::vector<roll::Problem> problems;
  TRY_ASSIGN(const ledger::Durable durable, office_.clerk().submit([&](ledger::Write& write) -> Result<void> {
    problems.clear();
    for (std::size_t i = first; i < last; ++i) {
      Plan& plan = plans[i - first] = {};
      TRY_ASSIGN(const roll::NewPerson person, staged(i));
      TRY_ASSIGN(const auto found, office_.vault().find(write.db(), Field::kWarrantNumber,
                                                        person.values.at(Field::kWarrantNumber).reveal_text()));
      plan.person = found.value_or(PersonId{});
      TRY_ASSIGN(const auto taken, office_.vault().find_taken(write.db(), plan.person, person.values));
      if (taken) {
        plan.what = Plan::What::kCannot;
        problems.push_back({stage_->places[i].row, std::string(field_label(taken->field)),
                            fmt::format("belongs to person {} on the roll", taken->by.value)});
        continue;
      }
      if (!found) continue;
      const roll::Person& row = office_.vault().people().find(found->value)->value;
      plan.returns = row.status == roll::Person::Status::kLeft;
      plan.marks = {person.is_protected && !row.is_protected, person.notice_risk && !row.notice_risk};
      plan.stays_protected = report_.tells_protected && row.is_protected && !person.is_protected;
      TRY_ASSIGN(known[i - first], office_.vault().fetch(write.db(), *found));
      write.append_read(ledger::Detail{.act = ledger::Act::kRead,
                                       .actor = actor_.id,
                                       .person = *found,
                                       .fields = row.fields(),
                                       .reason = "roll import: compare"});
    }
    return {};
  }));
  report_.problems.insert(report_.problems.end(), problems.begin(), problems.end());
  report_.good -= problems.size();
  for (std::size_t i = first; i < last; ++i) {
    Plan& plan = plans[i - first];
    if (const auto& sealed = known[i - first]) {
      TRY_ASSIGN(const roll::NewPerson person, staged(i));
      FieldSet held;
      for (const auto& [field, version] : sealed->versions) held.add(field);
      TRY_ASSIGN(const roll::Values values, office_.vault().reveal(durable, *sealed, held));
      for (const auto& [field, value] : person.values) {
        const auto held_value = values.find(field);
        const bool holds = held_value != values.end() && !held_value->second.empty();
        if (value.empty() ? holds : !holds || !equal_secret(held_value->second.reveal(), value.reveal()))
          (value.empty() ? plan.emptied : plan.changed).add(field);
      }
      plan.what = plan.changed.empty() && !plan.marks.any() && !plan.returns ? Plan::What::kSame : Plan::What::kChanges;
    }
    count(plan, out);
    plans_.push_back(plan);
  }
  return {};
}

void Import::count(const Plan& plan, Difference& out) {
  switch (plan.what) {
    case Plan::What::kJoins:
      ++out.joiners;
      break;
    case Plan::What::kChanges:
      ++(plan.returns ? out.returners : out.changes);
      break;
    case Plan::What::kSame:
      ++out.same;
      break;
    case Plan::What::kCannot:
      break;
  }
  if (plan.marks.any()) ++out.marked;
  if (plan.stays_protected) ++out.unmarked;
  for (const Field field : plan.changed.list()) ++out.changed_fields[static_cast<std::size_t>(field)];
  for (const Field field : plan.emptied.list()) ++out.emptied_fields[static_cast<std::size_t>(field)];
}

Result<Difference> Import::compare(const Progress& progress) {
  Difference out;
  plans_.clear();
  leavers_.clear();
  const std::size_t count = stage_->places.size();
  bool empty = false;
  {
    const auto look = office_.clerk().look();
    empty = office_.vault().people().all().empty();
  }
  if (empty) {
    plans_.resize(count);
    out.joiners = count;
  }
  for (std::size_t first = 0; !empty && first < count; first += kBatch) {
    TRY(compare_batch(first, std::min(count, first + kBatch), out));
    progress({"people compared", std::min(count, first + kBatch), count});
  }
  std::unordered_set<std::uint64_t> named;
  for (const Plan& plan : plans_) named.insert(plan.person.value);
  const auto look = office_.clerk().look();
  for (const auto& [id, stored] : office_.vault().people().all())
    if (stored.value.status == roll::Person::Status::kServing && !stored.value.by_hand && !named.contains(id))
      leavers_.push_back(PersonId{id});
  out.leavers = leavers_.size();
  out.leaving = leavers_;
  std::ranges::sort(report_.problems, {}, &roll::Problem::row);
  compared_ = true;
  return out;
}

Result<void> Import::apply(Consent consent, const Progress& progress) {
  if (!compared_) throw std::logic_error("apply before compare");
  if (!report_.problems.empty() && !consent.accept_good)
    return fail(Code::kInvalid,
                fmt::format("{} problems in the file, so nothing was taken in; mend them, or take the good rows "
                            "with --accept-good",
                            report_.problems.size()));
  if (consent.leavers && !report_.problems.empty())
    return fail(Code::kRefused, "some rows could not be read, so nobody can be taken for a leaver by this file");
  TRY(office_.clerk().submit([&](ledger::Write& write) -> Result<void> {
    write.append(ledger::Detail{.act = ledger::Act::kImportBegun,
                                .actor = actor_.id,
                                .fields = report_.taken,
                                .object = plans_.size(),
                                .reason = reason_});
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      const Plan& plan = plans_[i];
      progress({"people sealed", i + 1, plans_.size()});
      const FieldSet taken = consent.emptied ? plan.changed | plan.emptied : plan.changed;
      if (plan.what == Plan::What::kCannot || (plan.what == Plan::What::kSame && taken.empty())) continue;
      TRY_ASSIGN(roll::NewPerson person, staged(i));
      if (plan.what == Plan::What::kJoins) {
        std::erase_if(person.values, [](const auto& value) { return value.second.empty(); });
        TRY(office_.vault().add(write, person, actor_.id, reason_));
        continue;
      }
      if (plan.returns) TRY(office_.vault().come_back(write, plan.person, actor_.id, reason_));
      TRY(mark_person(office_, write, plan.person, plan.marks, actor_.id, reason_));
      if (taken.empty()) continue;
      std::erase_if(person.values, [&](const auto& value) { return !taken.has(value.first); });
      TRY(office_.vault().change(write, plan.person, person.values, actor_.id, reason_));
    }
    if (!consent.leavers) return {};
    for (const PersonId person : leavers_)
      if (office_.vault().people().find(person.value)->value.status ==
          roll::Person::Status::kServing)  // else with its bearer, as a pseudonym
        TRY(leave_with_cards(office_, write, person, actor_.id, reason_));
    return {};
  }));
  return {};
}

std::string problems_as_csv(const std::vector<roll::Problem>& problems) {
  const auto quoted = [](std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
      if (c == '"') out += '"';
      out += c;
    }
    return out + '"';
  };
  std::string out = "row,column,reason\r\n";
  for (const roll::Problem& problem : problems)
    out += fmt::format("{},{},{}\r\n", problem.row, quoted(problem.column), quoted(problem.reason));
  return out;
}

}  // namespace tipstaff::office
