#include "ledger/clerk.h"

#include <fmt/format.h>

#include <semaphore.h>

#include <condition_variable>
#include <deque>
#include <thread>

#include "base/files.h"
#include "ledger/clerk_store.h"
#include "ledger/ledger_time.h"
#include "ledger/note.h"

namespace tipstaff::ledger {

Keys Keys::clone() const {
  Keys out{{signing.seed.clone(), signing.public_key}, detail.clone(), {rows.row.clone(), rows.digest.clone()}, origin};
  for (const Plaintext& old : old_details) out.old_details.push_back(old.clone());
  for (const Plaintext& old : rows.old_rows) out.rows.old_rows.push_back(old.clone());
  return out;
}

bool Durable::covers(PersonId person, FieldSet fields) const {
  FieldSet covered;
  for (const auto& [who, what] : reads_)
    if (who == person) covered = covered | what;
  return covered.contains(fields);
}

EntryIndex Write::append(Detail detail) {
  detail.at = now_;
  drafts_.push_back(std::move(detail));
  return EntryIndex{next_ + drafts_.size() - 1};
}

EntryIndex Write::append_read(Detail detail) {
  reads_.emplace_back(detail.person, detail.fields);
  return append(std::move(detail));
}

db::Database& Write::db() {
  if (!made_ready_) return db_;  // the request fails, whatever it does now
  if (!has_savepoint_) {
    // What earlier requests put stays when this one is taken back.
    made_ready_ = group_rows_.store(db_);
    if (made_ready_) made_ready_ = db_.savepoint();
    has_savepoint_ = made_ready_.has_value();
  }
  if (made_ready_) made_ready_ = rows_.store(db_);
  return db_;
}

Result<void> Write::put_row(RowKind kind, std::uint64_t id, EntryIndex entry, ByteView body, bool is_new) {
  changed_rows_ = true;
  return rows_.put(db_, row_keys_, sums_, kind, id, entry, body, random_, is_new);
}

namespace {

constexpr Duration kLongestPatience = std::chrono::milliseconds(1);

// A semaphore of POSIX's: the library's own spins and yields before it sleeps, which with many clients is most of the
// work.
class Signal {
 public:
  Signal() { ::sem_init(&semaphore_, 0, 0); }
  ~Signal() { ::sem_destroy(&semaphore_); }
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;
  void give() { ::sem_post(&semaphore_); }
  void wait() {
    while (::sem_wait(&semaphore_) != 0) continue;  // a signal handler ran
  }

 private:
  sem_t semaphore_;
};

}  // namespace

class Clerk::Work {
 public:
  Work(std::unique_ptr<db::Database> database, Keys keys, const Clock& clock, Random& random, ClerkSettings settings)
      : settings_(std::move(settings)),
        keys_(std::move(keys)),
        random_(random),
        db_(std::move(database)),
        store_(*db_, keys_),
        time_(clock, settings_.clock_tolerance, settings_.longest_pause),
        clock_(clock) {}

  ~Work() {
    {
      const std::lock_guard hold(queue_mutex_);
      closing_ = true;
    }
    queue_changed_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  Result<void> load(const std::vector<RowReader*>& readers);
  void start() {
    thread_ = std::thread([this] { serve(); });
  }

  Result<Durable> submit(Request request, Urgency urgency);
  Result<void> read(std::function<Result<void>(db::Database&)> job);

  std::shared_lock<std::shared_mutex> look() const { return std::shared_lock(model_mutex_); }
  void accept_clock(bool after_a_gap) { time_.accept(after_a_gap); }
  std::string checkpoint() const {
    const std::lock_guard hold(state_mutex_);
    return checkpoint_;
  }
  std::uint64_t size() const {
    const std::lock_guard hold(state_mutex_);
    return size_;
  }
  Instant last_time() const { return time_.last(); }
  const Keys& keys() const { return keys_; }
  Keys& keys() { return keys_; }

 private:
  struct Ticket {
    Request request;
    std::function<Result<void>(db::Database&)> reading;  // instead of a request
    Urgency urgency = Urgency::kOrdinary;
    Durable durable;
    Result<void> outcome{};
    std::vector<std::function<void()>> undo;
    Signal answered;
    std::array<Ticket*, 2> next{};  // whom this one's thread wakes in turn
  };
  using Group = std::vector<Ticket*>;

  void queue(Ticket& ticket);
  static void wait_for(Ticket& ticket);
  void serve();
  void run_group(Group& group);
  void run_request(Ticket& ticket, Instant now, std::vector<Detail>& drafts, bool& changed);
  Result<void> commit_group(std::vector<Detail>& drafts, Instant now, bool changed);
  void take_back(Group& group, const Error& error, const RowSums& sums_before);
  void publish(Group& group, bool clock_is_good);
  void publish_checkpoint(std::string note);
  Result<void> have_cosigned(bool clock_is_good);
  Result<void> record_alone(const Request& request);
  void answer_all(Group& group);

  ClerkSettings settings_;
  Keys keys_;
  Random& random_;
  std::unique_ptr<db::Database> db_;
  ClerkStore store_;
  LedgerTime time_;
  const Clock& clock_;
  std::optional<ClockLeap> unrecorded_leap_;
  RowSums sums_;
  RowBatch rows_;         // of the group that runs, not stored yet
  Result<void> group_{};  // an error: the store failed, and the group is taken back whole
  bool stopped_ = false;

  mutable std::shared_mutex model_mutex_;
  mutable std::mutex state_mutex_;  // checkpoint_ and size_, which this thread alone changes
  std::string checkpoint_;
  std::uint64_t size_ = 0;

  std::mutex queue_mutex_;
  std::condition_variable queue_changed_;
  std::deque<Ticket*> queue_;
  std::size_t awaited_ = 0;  // as many as the group before had
  Duration patience_{};      // how long for: a quarter of the time that that group took, so that the wait is always the
                             // smaller part
  bool closing_ = false;
  std::thread thread_;
};

Result<void> Clerk::Work::load(const std::vector<RowReader*>& readers) {
  std::array<RowReader*, kRowKinds> by_kind{};
  for (RowReader* reader : readers) {
    reader->clear();
    by_kind[static_cast<std::size_t>(reader->kind())] = reader;
  }
  TRY_ASSIGN(sums_,
             read_rows(*db_, keys_.rows,
                       [&](RowKind kind, std::uint64_t id, EntryIndex entry, const Plaintext& body) -> Result<void> {
                         RowReader* reader = by_kind[static_cast<std::size_t>(kind) % kRowKinds];
                         if (reader == nullptr)
                           return fail(Code::kTampered, "the store has rows of a kind this program does not know");
                         return reader->read(id, entry, body);
                       }));
  TRY(store_.load());
  TRY(store_.check_anchor(sums_));
  time_.start_after(store_.head().at);
  checkpoint_ = store_.sign_checkpoint();
  size_ = store_.head().size;
  SystemFiles files;
  return store_.check_outside_copy(files, settings_.checkpoint_file);
}

void Clerk::Work::queue(Ticket& ticket) {
  {
    const std::lock_guard hold(queue_mutex_);
    queue_.push_back(&ticket);
    if (queue_.size() > 1 && queue_.size() != awaited_) return;  // the clerk knows already
  }
  queue_changed_.notify_one();
}

Result<Durable> Clerk::Work::submit(Request request, Urgency urgency) {
  Ticket ticket;
  ticket.request = std::move(request);
  ticket.urgency = urgency;
  queue(ticket);
  wait_for(ticket);
  if (!ticket.outcome) return tl::unexpected(std::move(ticket.outcome).error());
  return std::move(ticket.durable);
}

Result<void> Clerk::Work::read(std::function<Result<void>(db::Database&)> job) {
  Ticket ticket;
  ticket.reading = std::move(job);
  queue(ticket);
  wait_for(ticket);
  return std::move(ticket.outcome);
}

void Clerk::Work::serve() {
  for (;;) {
    Group group;
    {
      std::unique_lock hold(queue_mutex_);
      queue_changed_.wait(hold, [&] { return closing_ || !queue_.empty(); });
      if (queue_.empty()) return;
      // Whoever was answered just now will mostly ask again at once. Without a moment's patience the first of them
      // would have a commit to himself, and all others wait for it.
      queue_changed_.wait_for(hold, patience_, [&] { return closing_ || queue_.size() >= awaited_; });
      group.assign(queue_.begin(), queue_.end());
      queue_.clear();
    }
    Group requests;
    for (Ticket* ticket : group) {
      if (!ticket->reading) {
        requests.push_back(ticket);
        continue;
      }
      ticket->outcome = ticket->reading(*db_);
      ticket->answered.give();
    }
    if (requests.empty()) continue;
    const std::size_t asked = requests.size();
    const auto begun = std::chrono::steady_clock::now();
    run_group(requests);
    const std::lock_guard hold(queue_mutex_);
    awaited_ = asked;
    patience_ = asked < 2 ? Duration{}
                          : std::min(std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begun) / 4,
                                     kLongestPatience);
  }
}

void Clerk::Work::run_group(Group& group) {
  if (stopped_) {
    for (Ticket* ticket : group)
      ticket->outcome =
          fail(Code::kUnavailable, "the ledger has stopped after a failure of the store; restart the office");
    return answer_all(group);
  }
  const std::unique_lock model(model_mutex_);
  const RowSums sums_before = sums_;
  rows_.clear();
  group_ = {};
  if (const auto begun = db_->begin(); !begun) {
    for (Ticket* ticket : group) ticket->outcome = fail(begun.error());
    return answer_all(group);
  }
  const Result<Instant> now = time_.tick();
  if (now && time_.leap()) unrecorded_leap_ = time_.leap();
  std::vector<Detail> drafts;
  bool changed = false;
  Ticket leap;
  if (now && unrecorded_leap_ && settings_.on_leap) {
    leap.request = [&](Write& write) { return settings_.on_leap(write, *unrecorded_leap_); };
    run_request(leap, *now, drafts, changed);
    if (!leap.outcome) group_ = leap.outcome;
  }
  for (Ticket* ticket : group) {
    if (stopped_)  // SQLite may have ended the transaction: what ran now would commit without its entries
      ticket->outcome = fail(Code::kUnavailable, "the store failed during another request; restart the office");
    else if (!group_)
      ticket->outcome = group_;
    else if (!now && ticket->urgency == Urgency::kOrdinary)
      ticket->outcome = fail(now.error());
    else
      run_request(*ticket, now ? *now : time_.last(), drafts, changed);
  }
  const Result<void> committed = commit_group(drafts, now ? *now : time_.last(), changed);
  if (!committed) {
    take_back(group, committed.error(), sums_before);
    for (auto undo = leap.undo.rbegin(); undo != leap.undo.rend(); ++undo) (*undo)();
    return answer_all(group);
  }
  if (now) unrecorded_leap_.reset();
  publish(group, now.has_value());
}

void Clerk::Work::run_request(Ticket& ticket, Instant now, std::vector<Detail>& drafts, bool& changed) {
  const RowSums sums_before = sums_;
  const std::uint64_t next = store_.head().size + drafts.size();
  Write write(*db_, keys_.rows, sums_, rows_, random_, now, next);
  ticket.outcome = ticket.request(write);
  if (!write.made_ready_) {  // perhaps after a part of the group's rows: nothing of the group can stay
    group_ = write.made_ready_;
    ticket.outcome = std::move(write.made_ready_);
  }
  if (ticket.outcome && write.changed_rows_ && write.drafts_.empty())
    throw std::logic_error("a request changed a row without an entry");
  if (!ticket.outcome) {
    for (auto undo = write.undo_.rbegin(); undo != write.undo_.rend(); ++undo) (*undo)();
    sums_ = sums_before;
    if (write.has_savepoint_)
      if (const auto back = db_->rollback_to_savepoint(); !back) stopped_ = true;
    return;
  }
  if (write.has_savepoint_)
    if (auto released = db_->release_savepoint(); !released) ticket.outcome = std::move(released);
  rows_.take(std::move(write.rows_));
  ticket.undo = std::move(write.undo_);
  ticket.durable.first_ = EntryIndex{next};
  ticket.durable.count_ = write.drafts_.size();
  ticket.durable.at_ = now;
  ticket.durable.reads_ = std::move(write.reads_);
  changed = changed || write.changed_rows_;
  std::move(write.drafts_.begin(), write.drafts_.end(), std::back_inserter(drafts));
}

Result<void> Clerk::Work::commit_group(std::vector<Detail>& drafts, Instant now, bool changed) {
  if (stopped_) {
    // Nothing more can be done when this fails too: SQLite has then taken the transaction back itself.
    [[maybe_unused]] const auto back = db_->rollback();
    return fail(Code::kStorage, "the store failed while a request was being taken back; restart the office");
  }
  if (drafts.empty() && group_) return db_->rollback();
  if (changed && !drafts.empty()) drafts.back().anchor = to_bytes(sums_.anchor());
  Result<void> stored = group_;
  if (stored) stored = rows_.store(*db_);
  if (stored) stored = store_.append(drafts, now, changed, random_);
  if (!stored) {
    if (const auto back = db_->rollback(); !back) stopped_ = true;
    if (!store_.forget_uncommitted()) stopped_ = true;
    return stored;
  }
  if (const auto committed = db_->commit(); !committed) {
    // The outcome is unknown (law 1): what the store itself now says decides.
    const Result<bool> there = store_.was_committed();
    if (there && *there) {
      store_.remember_committed();
      return {};
    }
    if (!there) stopped_ = true;
    if (there) {
      if (const auto back = db_->rollback(); !back && back.error().code() == Code::kTampered) stopped_ = true;
    }
    if (!store_.forget_uncommitted()) stopped_ = true;
    return tl::unexpected(committed.error());
  }
  store_.remember_committed();
  return {};
}

void Clerk::Work::take_back(Group& group, const Error& error, const RowSums& sums_before) {
  for (auto ticket = group.rbegin(); ticket != group.rend(); ++ticket) {
    if (!(*ticket)->outcome) continue;  // was taken back already
    for (auto undo = (*ticket)->undo.rbegin(); undo != (*ticket)->undo.rend(); ++undo) (*undo)();
    (*ticket)->outcome = fail(error);
  }
  sums_ = sums_before;
}

void Clerk::Work::publish_checkpoint(std::string note) {
  {
    const std::lock_guard hold(state_mutex_);
    checkpoint_ = std::move(note);
    size_ = store_.head().size;
  }
  SystemFiles files;
  // A failure here loses no record: the store holds the tree, and the next group writes the file again.
  [[maybe_unused]] const auto written = files.replace_often(settings_.checkpoint_file, as_bytes(checkpoint_), 0644);
}

// A group of its own, at the time of the group before it.
Result<void> Clerk::Work::record_alone(const Request& request) {
  const RowSums sums_before = sums_;
  rows_.clear();
  group_ = {};
  TRY(db_->begin());
  Ticket ticket;
  ticket.request = request;
  std::vector<Detail> drafts;
  bool changed = false;
  run_request(ticket, time_.last(), drafts, changed);
  if (!ticket.outcome) group_ = ticket.outcome;
  Group alone{&ticket};
  if (const auto committed = commit_group(drafts, time_.last(), changed); !committed)
    take_back(alone, committed.error(), sums_before);
  return ticket.outcome;
}

Result<void> Clerk::Work::have_cosigned(bool clock_is_good) {
  for (bool again = false;; again = true) {
    TileCache tiles([this](TileId tile) { return read_tile(*db_, tile); }, 64);
    const Instant asked = clock_.now();
    TRY_ASSIGN(Cosigned cosigned, settings_.cosign(checkpoint_, size_, tiles.reader(size_)));
    const Instant answered = clock_.now();
    publish_checkpoint(std::move(cosigned.checkpoint));
    if (again || !clock_is_good || cosigned.at == kDawn || !settings_.on_witnessed) return {};
    const Request request = settings_.on_witnessed({asked, answered, time_.last(), cosigned.witness, cosigned.at});
    if (!request) return {};
    TRY(record_alone(request));
    publish_checkpoint(store_.sign_checkpoint());
  }
}

void Clerk::Work::publish(Group& group, bool clock_is_good) {
  publish_checkpoint(store_.sign_checkpoint());
  for (Ticket* ticket : group) ticket->durable.tree_size_ = size_;
  if (!settings_.cosign) return answer_all(group);

  Group waiting;
  for (Ticket* ticket : group) {
    if (ticket->urgency == Urgency::kUrgent || !ticket->outcome)
      ticket->answered.give();
    else
      waiting.push_back(ticket);
  }
  if (const auto cosigned = have_cosigned(clock_is_good); !cosigned)
    for (Ticket* ticket : waiting)
      ticket->outcome = fail(Error(cosigned.error()).under("this is recorded, but nothing was handed out"));
  answer_all(waiting);
}

// Each woken thread wakes two more: the clerk goes on to the next group meanwhile.
void Clerk::Work::answer_all(Group& group) {
  if (group.empty()) return;
  for (std::size_t i = 1; i < group.size(); ++i) group[(i - 1) / 2]->next[(i - 1) % 2] = group[i];
  group[0]->answered.give();  // the tickets may be gone now
}

void Clerk::Work::wait_for(Ticket& ticket) {
  ticket.answered.wait();
  for (Ticket* next : ticket.next)
    if (next != nullptr) next->answered.give();
}

Clerk::Clerk(std::unique_ptr<Work> work) : work_(std::move(work)) {}
Clerk::~Clerk() = default;

Result<void> Clerk::create(db::Database& database, const Keys& keys, const Clock& clock, Random& random,
                           const std::filesystem::path& checkpoint_file) {
  TRY(database.begin());
  ClerkStore store(database, keys);
  TRY(store.create_schema());
  Detail first;
  first.act = Act::kStoreCreated;
  first.at = clock.now();
  first.anchor = to_bytes(RowSums().anchor());
  std::vector<Detail> drafts{std::move(first)};
  TRY(store.append(drafts, clock.now(), true, random));
  TRY(database.commit());
  store.remember_committed();
  SystemFiles files;
  return files.replace(checkpoint_file, as_bytes(store.sign_checkpoint()), 0644);
}

Result<std::unique_ptr<Clerk>> Clerk::open(std::unique_ptr<db::Database> database, Keys keys, const Clock& clock,
                                           Random& random, ClerkSettings settings,
                                           const std::vector<RowReader*>& readers) {
  auto work = std::make_unique<Work>(std::move(database), std::move(keys), clock, random, std::move(settings));
  TRY(work->load(readers));
  work->start();
  return std::unique_ptr<Clerk>(new Clerk(std::move(work)));
}

Result<Durable> Clerk::submit(Request request, Urgency urgency) { return work_->submit(std::move(request), urgency); }
Result<void> Clerk::read(std::function<Result<void>(db::Database&)> job) { return work_->read(std::move(job)); }
std::shared_lock<std::shared_mutex> Clerk::look() const { return work_->look(); }
void Clerk::accept_clock(bool after_a_gap) { work_->accept_clock(after_a_gap); }
std::string Clerk::checkpoint() const { return work_->checkpoint(); }
std::uint64_t Clerk::size() const { return work_->size(); }
const Keys& Clerk::keys() const { return work_->keys(); }
Result<void> Clerk::change_keys(const std::function<void(Keys&)>& change) {
  return work_->read([&](db::Database&) -> Result<void> {
    change(work_->keys());
    return {};
  });
}
Instant Clerk::last_time() const { return work_->last_time(); }

}  // namespace tipstaff::ledger
