#include "custody/custody.h"

#include <fmt/format.h>

namespace tipstaff::custody {
namespace {

std::uint8_t pack(const Interval& i) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(i.form) | static_cast<unsigned>(i.end) << 4 |
                                   (i.delivered ? 64U : 0U));
}

void set_row(Columns& c, std::size_t row, std::uint64_t id, const Interval& i) {
  c.person[row] = static_cast<std::uint32_t>(i.person.value);
  c.fields[row] = static_cast<std::uint16_t>(i.fields.bits());
  c.form_end[row] = pack(i);
  c.from[row] = i.from.micros;
  c.until[row] = i.until.micros;
  c.id[row] = static_cast<std::uint32_t>(id);
}

template <class Visit>
void each_column(Columns& c, const Visit& visit) {
  visit(c.person);
  visit(c.fields);
  visit(c.form_end);
  visit(c.from);
  visit(c.until);
  visit(c.id);
}

}  // namespace

std::string_view holder_kind_name(HolderKind kind) {
  switch (kind) {
    case HolderKind::kPress:
      return "press";
    case HolderKind::kSupplier:
      return "supplier";
    case HolderKind::kPrincipal:
      return "principal";
    case HolderKind::kHost:
      return "host";
    case HolderKind::kKey:
      return "key";
    case HolderKind::kPublic:
      return "public";
    case HolderKind::kBackup:
      return "backup";
  }
  return "unknown";
}

std::optional<HolderId> Book::holder_named(HolderKind kind, std::string_view name) const {
  for (const auto& [id, stored] : holders_.all())
    if (stored.value.kind == kind && stored.value.name == name) return HolderId{id};
  return std::nullopt;
}

Result<HolderId> Book::holder(ledger::Write& write, HolderKind kind, const std::string& name, EntryIndex entry,
                              HolderId part_of) {
  if (const auto found = holder_named(kind, name)) return *found;
  const HolderId id{holders_.next_id()};
  TRY(holders_.put(write, id.value, Holder{kind, name, part_of}, entry));
  return id;
}

Result<CustodyId> Book::open(ledger::Write& write, const Interval& interval) {
  const std::uint64_t id = place_.size() + 1;
  TRY(store(write, id, interval, interval.opened_by, true));
  insert(id, interval);
  write.on_undo([this] { remove_last(); });
  return CustodyId{id};
}

Result<void> Book::close(ledger::Write& write, CustodyId id, Instant until, End end, EntryIndex entry) {
  const std::optional<Interval> before = find(id);
  if (!before) return fail(Code::kNotFound, fmt::format("there is no custody interval {}", id.value));
  if (before->end != End::kOpen)
    return fail(Code::kRefused, fmt::format("custody interval {} has ended already", id.value));
  Interval after = *before;
  after.until = until;
  after.end = end;
  after.closed_by = entry;
  TRY(store(write, id.value, after, entry));
  overwrite(id.value, after);
  write.on_undo([this, id, before = *before] { overwrite(id.value, before); });
  return {};
}

Result<void> Book::confirm_delivery(ledger::Write& write, CustodyId id, EntryIndex entry) {
  const std::optional<Interval> before = find(id);
  if (!before) return fail(Code::kNotFound, fmt::format("there is no custody interval {}", id.value));
  if (before->delivered) return {};
  Interval after = *before;
  after.delivered = true;
  TRY(store(write, id.value, after, entry));
  overwrite(id.value, after);
  write.on_undo([this, id, before = *before] { overwrite(id.value, before); });
  return {};
}

std::optional<Interval> Book::find(CustodyId id) const {
  if (id.value == 0 || id.value > place_.size()) return std::nullopt;
  const Place place = place_[id.value - 1];
  const Columns& c = columns_[place.holder];
  Interval out;
  out.person = PersonId{c.person[place.row]};
  out.holder = HolderId{place.holder};
  out.fields = FieldSet::from_bits(c.fields[place.row]);
  out.form = c.form(place.row);
  out.delivered = c.delivered(place.row);
  out.from = Instant{c.from[place.row]};
  out.due = Instant{due_[id.value - 1]};
  out.until = Instant{c.until[place.row]};
  out.end = c.end(place.row);
  out.opened_by = opened_by(id);
  out.closed_by = closed_by(id);
  return out;
}

const Columns& Book::of_holder(HolderId holder) const {
  static const Columns kNone;
  return holder.value < columns_.size() ? columns_[holder.value] : kNone;
}

std::vector<CustodyId> Book::of_person(PersonId person, bool only_open) const {
  std::vector<CustodyId> out;
  for (const Columns& c : columns_)
    for (std::size_t i = 0; i < c.size(); ++i)
      if (c.person[i] == person.value && (!only_open || c.end(i) == End::kOpen)) out.push_back(CustodyId{c.id[i]});
  return out;
}

std::size_t Book::memory_bytes() const {
  std::size_t bytes =
      place_.capacity() * sizeof(Place) + opened_by_.capacity() * 4 + closed_by_.capacity() * 4 + due_.capacity() * 8;
  for (const Columns& columns : columns_)
    each_column(const_cast<Columns&>(columns),
                [&](auto& column) { bytes += column.capacity() * sizeof(column.front()); });
  return bytes;
}

Result<void> Book::read(std::uint64_t id, EntryIndex, const Plaintext& body) {
  if (id != place_.size() + 1) return fail(Code::kTampered, "a custody interval is missing from the store");
  cbor::Reader reader(body.reveal());
  TRY_ASSIGN(const Interval interval, Interval::decode(reader));
  insert(id, interval);
  return {};
}

void Book::clear() {
  columns_.clear();
  place_.clear();
  opened_by_.clear();
  closed_by_.clear();
  due_.clear();
}

Result<void> Book::store(ledger::Write& write, std::uint64_t id, const Interval& interval, EntryIndex entry,
                         bool is_new) {
  cbor::Writer body;
  interval.encode(body);
  return write.put_row(Interval::kKind, id, entry, body.view(), is_new);
}

void Book::insert(std::uint64_t id, const Interval& interval) {
  const std::size_t holder = interval.holder.value;
  if (holder >= columns_.size()) columns_.resize(holder + 1);
  Columns& c = columns_[holder];
  const std::size_t row = c.size();
  each_column(c, [](auto& column) { column.emplace_back(); });
  set_row(c, row, id, interval);
  place_.push_back({static_cast<std::uint32_t>(holder), static_cast<std::uint32_t>(row)});
  opened_by_.push_back(static_cast<std::uint32_t>(interval.opened_by.value));
  closed_by_.push_back(static_cast<std::uint32_t>(interval.closed_by.value));
  due_.push_back(interval.due.micros);
}

void Book::overwrite(std::uint64_t id, const Interval& interval) {
  const Place place = place_[id - 1];
  set_row(columns_[place.holder], place.row, id, interval);
  closed_by_[id - 1] = static_cast<std::uint32_t>(interval.closed_by.value);
}

void Book::remove_last() {
  each_column(columns_[place_.back().holder], [](auto& column) { column.pop_back(); });
  place_.pop_back();
  opened_by_.pop_back();
  closed_by_.pop_back();
  due_.pop_back();
}

}  // namespace tipstaff::custody
