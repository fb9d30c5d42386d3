#include "press/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/cbor.h"
#include "crypto/hash.h"

namespace tipstaff::press {
namespace {

enum Kind : std::uint64_t { kIntent = 1, kWithdrawn = 2, kOutcome = 3, kAcknowledged = 4, kRefused = 5 };

constexpr std::size_t kLongestPayload = 131072;  // a ribbon's receipt has some 34,000 bytes
constexpr std::size_t kHeadBytes = 4 + 4;

using Check = std::array<std::uint8_t, 16>;

Check next_check(const Check& before, ByteView payload) {
  const Hash digest = crypto::sha256({before, payload});
  Check out;
  std::copy_n(digest.begin(), out.size(), out.begin());
  return out;
}

// Tells a frame that a crash cut short from one whose length was damaged.
std::array<std::uint8_t, 4> guard_of(const Check& before, ByteView length) {
  const Hash digest = crypto::sha256({before, length});
  return {digest[0], digest[1], digest[2], digest[3]};
}

Error damaged(const std::filesystem::path& file) {
  return {Code::kTampered,
          fmt::format(
              "the journal ‘{}’ is damaged, so it is not known which cards were printed: do not delete it; tell the "
              "office, which withdraws this press's open items and enrols the press anew",
              file.string())};
}

// What the office takes as a serial (press/wire.h), with room to count up.
bool is_serial(std::string_view text) {
  return !text.empty() && text.size() <= 60 && std::ranges::all_of(text, [](char c) { return c >= 0x20 && c <= 0x7e; });
}

std::string counted_up(std::string serial) {
  std::size_t at = serial.size();
  while (at > 0 && serial[at - 1] >= '0' && serial[at - 1] <= '9') {
    if (serial[--at] != '9') {
      ++serial[at];
      return serial;
    }
    serial[at] = '0';
  }
  return serial.insert(at, "1");
}

cbor::Writer record(Kind kind, const ItemId& item, Instant at, std::size_t more) {
  cbor::Writer w;
  w.array(3 + more).uint(kind).bytes(item.value).integer(at.micros);
  return w;
}

Result<Descriptor> lock_home(const std::filesystem::path& home) {
  const std::filesystem::path path = home / "lock";
  Descriptor fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd.valid()) return fail(storage_error("cannot open", path, errno));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0)
    return fail(Code::kRefused, fmt::format("another process runs the press in ‘{}’: stop it first", home.string()));
  return fd;
}

}  // namespace

Journal::Journal(Files& files, const Clock& clock, std::filesystem::path file, Descriptor lock)
    : files_(&files), clock_(&clock), file_(std::move(file)), lock_(std::move(lock)) {}

Result<Journal> Journal::open(Files& files, const Clock& clock, const std::filesystem::path& home) {
  TRY_ASSIGN(Descriptor lock, lock_home(home));
  Journal out(files, clock, home / "journal", std::move(lock));
  TRY(out.read());
  return out;
}

Result<void> Journal::read() {
  auto found = files_->read(file_);
  if (!found && found.error().code() == Code::kNotFound) return {};
  if (!found) return fail(std::move(found).error());
  ByteView rest = *found;
  while (rest.size() >= kHeadBytes) {
    if (std::ranges::all_of(rest, [](std::uint8_t b) { return b == 0; })) break;
    const std::size_t length = get_u32(rest.data());
    if (!std::ranges::equal(guard_of(check_, rest.first(4)), rest.subspan(4, 4))) return fail(damaged(file_));
    if (rest.size() < kHeadBytes + length + check_.size()) break;
    const ByteView payload = rest.subspan(kHeadBytes, length);
    const Check check = next_check(check_, payload);
    if (!std::ranges::equal(check, rest.subspan(kHeadBytes + length, check.size())) || !apply(payload))
      return fail(damaged(file_));
    check_ = check;
    rest = rest.subspan(kHeadBytes + length + check.size());
  }
  if (rest.empty()) return {};
  return files_->replace(file_, ByteView(*found).first(found->size() - rest.size()), 0600);
}

Result<void> Journal::apply(ByteView payload) {
  const auto out_of_order = fail(Code::kTampered, "a record of the journal is out of order");
  cbor::Reader r(payload);
  TRY_ASSIGN(const std::size_t count, r.array());
  TRY_ASSIGN(const std::uint64_t kind, r.uint());
  TRY_ASSIGN(const ByteView id, r.bytes());
  TRY(r.integer());
  ItemId item;
  if (id.size() != item.value.size()) return out_of_order;
  std::ranges::copy(id, item.value.begin());
  const auto known = entries_.find(item);
  Entry entry = known == entries_.end() ? Entry{} : known->second;
  const bool open = known != entries_.end() && entry.state == State::kIntent;
  const bool sent = known != entries_.end() && entry.state == State::kOutcome;
  if (kind == kIntent && count == 5 && !knows(item)) {
    TRY_ASSIGN(entry.stock_serial, r.text());
    TRY_ASSIGN(entry.leaves_disk_copy, r.boolean());
    entry.state = State::kIntent;
  } else if (kind == kWithdrawn && count == 3 && open) {
    entry.state = State::kWithdrawn;
  } else if (kind == kOutcome && count == 5 && (open || known == entries_.end())) {
    TRY_ASSIGN(const ByteView receipt, r.bytes());
    TRY_ASSIGN(const std::uint64_t outcome, r.uint());
    entry.signed_receipt = to_bytes(receipt);
    entry.outcome = static_cast<Outcome>(outcome);
    if (open == (entry.outcome == Outcome::kRibbonDestroyed)) return out_of_order;
    entry.state = State::kOutcome;
  } else if ((kind == kAcknowledged || kind == kRefused) && count == 3 && sent) {
    entry.state = kind == kAcknowledged ? State::kAcknowledged : State::kRefused;
  } else {
    return out_of_order;
  }
  TRY(r.expect_end());
  note(item, std::move(entry));
  return {};
}

void Journal::note(const ItemId& item, Entry entry) {
  switch (entry.state) {
    case State::kIntent:
      if (!entry.stock_serial.empty()) {
        used_serials_.insert(entry.stock_serial);
        last_serial_ = entry.stock_serial;
      }
      break;
    case State::kWithdrawn:
      used_serials_.erase(entry.stock_serial);
      counted_from_.clear();
      break;
    case State::kOutcome:
      if (entry.outcome == Outcome::kRibbonDestroyed)
        on_ribbon_.erase(on_ribbon_.begin(), on_ribbon_.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                      on_ribbon_.size(), kMostOnRibbonReceipt)));
      else
        on_ribbon_.push_back(item);
      break;
    case State::kAcknowledged:
    case State::kRefused:
      break;
  }
  if (!entries_.contains(item)) order_.push_back(item);
  entries_[item] = std::move(entry);
}

Result<void> Journal::write(Bytes payload, bool durable) {
  if (broken_)
    return fail(Code::kStorage, "an earlier write to the journal failed: restart the press when its disk is well");
  if (payload.size() > kLongestPayload) return fail(Code::kInvalid, "a record is too long for the journal");
  const Check check = next_check(check_, payload);
  Bytes frame;
  put_u32(frame, static_cast<std::uint32_t>(payload.size()));
  append(frame, guard_of(check_, frame));
  append(frame, payload);
  append(frame, check);
  broken_ = true;  // until it is known to be durable
  TRY(durable ? files_->append(file_, frame, 0600) : files_->append_unsynced(file_, frame, 0600));
  TRY(apply(payload));
  check_ = check;
  broken_ = false;
  return {};
}

Result<void> Journal::intent(const ItemId& item, const std::string& stock_serial, bool leaves_disk_copy) {
  return write(record(kIntent, item, clock_->now(), 2).text(stock_serial).boolean(leaves_disk_copy).take());
}
Result<void> Journal::withdrawn(const ItemId& item) { return write(record(kWithdrawn, item, clock_->now(), 0).take()); }
Result<void> Journal::outcome(const ItemId& item, Outcome outcome, Bytes signed_receipt) {
  const auto number = static_cast<std::uint64_t>(outcome);
  return write(record(kOutcome, item, clock_->now(), 2).bytes(signed_receipt).uint(number).take());
}
Result<void> Journal::acknowledged(const ItemId& item) {
  return write(record(kAcknowledged, item, clock_->now(), 0).take(), false);
}
Result<void> Journal::refused(const ItemId& item) {
  return write(record(kRefused, item, clock_->now(), 0).take(), false);
}

Result<ItemId> Journal::ribbon(Bytes signed_receipt) {
  ItemId id;
  const Hash digest = crypto::sha256(signed_receipt);
  std::copy_n(digest.begin(), id.value.size(), id.value.begin());
  if (entries_.contains(id)) return id;
  TRY(outcome(id, Outcome::kRibbonDestroyed, std::move(signed_receipt)));
  return id;
}

bool Journal::knows(const ItemId& item) const {
  const auto at = entries_.find(item);
  return at != entries_.end() && at->second.state != State::kWithdrawn;
}

std::vector<ItemId> Journal::uncertain() const {
  std::vector<ItemId> out;
  for (const ItemId& item : order_)
    if (entries_.at(item).state == State::kIntent) out.push_back(item);
  return out;
}

std::vector<ItemId> Journal::unsent() const {
  std::vector<ItemId> out;
  for (const ItemId& item : order_)
    if (entries_.at(item).state == State::kOutcome) out.push_back(item);
  return out;
}

std::vector<ItemId> Journal::answered() const {
  std::vector<ItemId> out;
  for (const ItemId& item : order_)
    if (const State state = entries_.at(item).state; state == State::kAcknowledged || state == State::kRefused)
      out.push_back(item);
  return out;
}

Result<std::string> Journal::next_serial(const std::string& first) const {
  if (first.empty() && last_serial_.empty()) return std::string();
  std::string serial = first.empty() ? last_serial_ : first;
  if (!is_serial(serial) || serial.back() < '0' || serial.back() > '9')
    return fail(Code::kUsage,
                "a stock serial is plain text of at most 60 characters that ends in digits, so that it can be "
                "counted up");
  const std::string from = serial;
  if (from == counted_from_) serial = counted_to_;
  while (used_serials_.contains(serial)) serial = counted_up(std::move(serial));
  counted_from_ = from;
  counted_to_ = serial;
  return serial;
}

}  // namespace tipstaff::press
