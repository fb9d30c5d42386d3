// Bureau mode: a press that runs nothing of ours. It has neither certificate nor box key, only a key that verifies its
// receipts, registered by two people. Its cards go out in sub-batches; an identity opens one whole, so one is released
// whole or not at all (law 4), and the next waits for the last one's receipt. Every function that takes a Write runs
// inside a request of the clerk.
//
// What an owned bureau can do: keep what it was given (its copies stay open until evidence that does not rest on it),
// and lie about prints. It cannot open a sub-batch that was not released, nor learn who is not in one (law 7: the
// protected are never queued for it).
#pragma once

#include "press/bureau_files.h"
#include "supplier/desk.h"

namespace tipstaff::supplier {

class Bureau {
 public:
  Bureau(Desk& desk, custody::Book& book, Cards& cards) : desk_(desk), book_(book), cards_(cards) {}

  // Registers the verification key, PEM's 32 bytes; it waits for a second person. Errors: kRefused, kInvalid,
  // kNotFound.
  Result<PressId> add(ledger::Write& write, SupplierId supplier, const std::string& name,
                      const std::array<std::uint8_t, 32>& key, const std::string& fingerprint, PrincipalId by);
  Result<void> approve(ledger::Write& write, PressId press, PrincipalId by);

  // Cards of the job that are drawn and in no sub-batch, in the order of their random ids.
  std::vector<std::uint64_t> waiting(JobId job) const;
  // Errors: kRefused: no bureau, not approved, or a sub-batch of this size could never be released within the budget.
  Result<void> check_export(JobId job, std::size_t size, Instant now) const;
  // The sub-batch leaves: locked copies of every card's fields. Errors: kRefused (a card changed meanwhile).
  Result<std::uint64_t> seal(ledger::Write& write, Batch batch, PrincipalId by);

  std::optional<std::uint64_t> batch_named(const ItemId& id) const;
  std::vector<std::uint64_t> batches_of(JobId job) const;

  // Releases the whole of it: opened copies, heads, entries. Again, until the receipt, at no new charge. Errors:
  // kRefused: the press, the hours, a budget that has not room for all of it, another sub-batch without its receipt, an
  // approver of one of its cards.
  Result<void> open(ledger::Write& write, std::uint64_t batch, PrincipalId by);
  // After open() is durable (law 1). Errors: kRefused.
  Result<Plaintext> hand_over(const ledger::Durable& durable, std::uint64_t batch) const;

  // The bureau whose key signed these bytes. Errors: kTampered (nobody's).
  Result<PressId> signer_of(ByteView text, ByteView signature) const;
  // Whole; the same again changes nothing. Ends no copy. Errors: kNotFound, kRefused (not opened, other cards, another
  // receipt before).
  Result<std::uint64_t> receipt(ledger::Write& write, PressId press, const press::BureauReceipt& receipt,
                                const Hash& digest);

 private:
  Result<void> check_order(std::uint64_t number, const Batch& batch, PrincipalId by) const;

  Desk& desk_;
  custody::Book& book_;
  Cards& cards_;
};

}  // namespace tipstaff::supplier
