#include "webcheck/queue.h"

#include <algorithm>

#include "base/bytes.h"

namespace tipstaff::webcheck {

Result<std::string> Queue::take(Wish wish, const std::string& address) {
  const std::lock_guard lock(mutex_);
  tidy();
  const auto of_address = static_cast<std::size_t>(std::ranges::count(tickets_, address, &Ticket::address));
  if (tickets_.size() >= limits_.most_waiting + limits_.places ||
      (!is_loopback(address) && of_address >= limits_.most_per_address))
    return fail(Code::kUnavailable, "too many files wait to be checked; try again in a minute");
  tickets_.push_back({random_.item_id().text(), address, std::move(wish), State::kWaiting, now_()});
  std::string name = tickets_.back().name;
  call_next();
  return name;
}

std::optional<std::size_t> Queue::place(std::string_view ticket) {
  const std::lock_guard lock(mutex_);
  if (const auto found = find(ticket); found != tickets_.end() && found->state <= State::kCalled)
    found->heard = now_();  // before it is tidied away
  tidy();
  call_next();
  const auto found = find(ticket);
  if (found == tickets_.end()) return std::nullopt;
  if (found->state != State::kWaiting) return 0;
  return 1 + static_cast<std::size_t>(std::ranges::count(tickets_.begin(), found, State::kWaiting, &Ticket::state));
}

std::uint64_t Queue::begin(std::string_view ticket) {
  const std::lock_guard lock(mutex_);
  const auto found = find(ticket);
  if (found == tickets_.end() || found->state != State::kCalled) return 0;
  found->state = State::kBegun;
  found->heard = now_();
  return found->wish.size;
}

Result<Wish> Queue::whole(std::string_view ticket) {
  const std::lock_guard lock(mutex_);
  const auto found = find(ticket);
  if (found == tickets_.end() || found->state != State::kBegun)
    return fail(Code::kRefused, "this ticket was not called, or its file has come already");
  found->state = State::kChecked;
  return found->wish;
}

void Queue::leave(std::string_view ticket) {
  const std::lock_guard lock(mutex_);
  if (const auto found = find(ticket); found != tickets_.end()) tickets_.erase(found);
  tidy();
  call_next();
}

void Queue::give_up(std::string_view ticket) {
  const std::lock_guard lock(mutex_);
  const auto found = find(ticket);
  if (found == tickets_.end() || found->state == State::kBegun || found->state == State::kChecked) return;
  tickets_.erase(found);
  call_next();
}

std::list<Queue::Ticket>::iterator Queue::find(std::string_view name) {
  return std::ranges::find(tickets_, name, &Ticket::name);
}

void Queue::tidy() {
  const auto oldest = now_() - limits_.unheard;
  tickets_.remove_if([&](const Ticket& one) {
    if (one.state == State::kChecked) return false;
    if (one.state != State::kBegun) return one.heard < oldest;
    return one.heard + limits_.upload + std::chrono::milliseconds(one.wish.size * 1000 / limits_.slowest) < now_();
  });
}

bool Queue::has_its_share(const Ticket& ticket) const {
  if (is_loopback(ticket.address)) return false;
  const auto own = std::ranges::count_if(
      tickets_, [&](const Ticket& other) { return other.state != State::kWaiting && other.address == ticket.address; });
  return static_cast<std::size_t>(own) >= std::max<std::size_t>(1, limits_.places / 2);
}

bool Queue::fits(const Ticket& ticket) const {
  std::size_t taken = 0;
  std::uint64_t bytes = ticket.wish.size;
  for (const Ticket& other : tickets_) {
    if (other.state == State::kWaiting) continue;
    ++taken;
    bytes += other.wish.size;
  }
  return taken == 0 || (taken < limits_.places && bytes <= limits_.bytes);
}

// Nobody is overtaken for want of bytes, or a large file would wait for ever; only whose address has its share is
// passed over.
void Queue::call_next() {
  for (Ticket& ticket : tickets_) {
    if (ticket.state != State::kWaiting || has_its_share(ticket)) continue;
    if (!fits(ticket)) return;
    ticket.state = State::kCalled;
    ticket.heard = now_();
  }
}

bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

}  // namespace tipstaff::webcheck
