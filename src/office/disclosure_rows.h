// The rows of the disclosure register: plain data; sealed and anchored (law 13). The acts: disclosure_register.h.
#pragma once

#include "base/cbor_fields.h"
#include "ledger/rows.h"

namespace tipstaff::office {

// One finding that is a hold, or makes the verdict unknown; and why somebody let it go out all the same.
struct Objection {
  std::string rule, where, what;
  std::uint64_t people = 0;
  bool unknown = false;
  std::string accepted;  // the reason; empty: not accepted
  static auto members(auto& archive, auto& self) {
    return archive(self.rule, self.where, self.what, self.people, self.unknown, self.accepted);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Objection> decode(cbor::Reader& r) { return cbor::decode_members<Objection>(r); }
};

struct Disclosure {
  static constexpr ledger::RowKind kKind = ledger::RowKind::kDisclosure;
  // Stored: a published value never changes its meaning.
  enum class State : std::uint8_t { kSubmitted = 1, kApproved = 2, kRefused = 3, kPublished = 4, kTakenDown = 5 };

  std::string reference, audience, declared, url,
      source;  // as the submitter said; `source`: whose data, or which system's
  std::string file, kind;
  std::uint64_t bytes = 0;
  Hash sha256{};
  State state = State::kSubmitted;
  std::uint32_t rules = 0;            // version by which it was judged last
  std::vector<Objection> objections;  // as judged last; no more than kMostObjections
  std::uint64_t more = 0;             // that were not kept
  std::uint64_t notes = 0;
  PrincipalId submitted_by, decided_by, published_by, reviewed_by;
  Instant submitted, decided = kEver, published = kEver, taken_down = kEver, checked;
  std::string decision, review;  // the reasons
  bool frozen = false;           // a hold that nobody has reviewed: others of its source wait
  std::uint64_t people = 0;      // custody intervals opened for it
  std::uint64_t accesses = 0;    // as counted at the takedown
  HolderId holder;
  EntryIndex publication;      // the entry that records it
  Bytes key;                   // of the kept bytes; empty: none are kept
  std::string policy;          // the text of the policy file by which it is judged; empty: none
  std::uint64_t softened = 0;  // findings that are notes only because of the policy
  static auto members(auto& archive, auto& self) {
    return archive(self.reference, self.audience, self.declared, self.url, self.source, self.file, self.kind,
                   self.bytes, self.sha256, self.state, self.rules, self.objections, self.more, self.notes,
                   self.submitted_by, self.decided_by, self.published_by, self.reviewed_by, self.submitted,
                   self.decided, self.published, self.taken_down, self.checked, self.decision, self.review, self.frozen,
                   self.people, self.accesses, self.holder, self.publication, self.key, self.policy, self.softened);
  }
  void encode(cbor::Writer& w) const { cbor::encode_members(w, *this); }
  static Result<Disclosure> decode(cbor::Reader& r) { return cbor::decode_members<Disclosure>(r); }

  bool held() const {  // something is certain to be in it that should not go out
    for (const Objection& each : objections)
      if (!each.unknown) return true;
    return false;
  }
  bool unread() const {  // something in it nobody can tell of
    for (const Objection& each : objections)
      if (each.unknown) return true;
    return false;
  }
};

inline constexpr std::size_t kMostObjections = 200;

}  // namespace tipstaff::office
