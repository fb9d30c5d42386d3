// What a press may ask of the office (press/wire.h), on the real store. Every call checks the certificate anew, so that
// a revocation takes effect at the next request. Thread-safe.
#pragma once

#include "office/office.h"
#include "press/wire.h"

namespace tipstaff::office {

class PressDoor : public press::PressOffice {
 public:
  explicit PressDoor(Office& office) : office_(office) {}

  Result<press::Enrolled> enrol(const press::Enrolment& enrolment) override;
  Result<press::Enrolled> enrolled(const std::string& code_id, ByteView mac) override;
  Result<std::vector<press::ListedItem>> list(const Hash& certificate, std::size_t most) override;
  Result<Bytes> locked(const Hash& certificate, const ItemId& item) override;
  Result<Bytes> release(const Hash& certificate, const ItemId& item) override;
  Result<void> receipt(const Hash& certificate, ByteView signed_receipt) override;
  Result<std::string> alarm(const Hash& certificate, std::string_view words) override;

 private:
  Result<void> halt_if_overdue(const Hash& certificate);
  Result<press::Enrolled> state_of(PressId press) const;
  Office& office_;
};

}  // namespace tipstaff::office
