"""The part of the table (doors_table.py) about fees."""

from tests.guards.doors_answers import HIDDEN, NOWHERE, OPEN, STEWARDS

FEES = {
    "fees.check_account": STEWARDS,
    "fees.choose": OPEN,
    "fees.edit": STEWARDS,
    "fees.end_voucher": HIDDEN,
    "fees.give_voucher": STEWARDS,
    "fees.index": STEWARDS,
    "fees.invoice": NOWHERE,
    "fees.join": STEWARDS,
    "fees.mark_paid": HIDDEN,
    "fees.money_back": OPEN,
    "fees.paper": HIDDEN,
    "fees.pay": NOWHERE,
    "fees.save": STEWARDS,
    "fees.save_settings": STEWARDS,
    "fees.settings": STEWARDS,
    "fees.transferred": HIDDEN,
    "fees.vouchers": STEWARDS,
    "fees.waive": HIDDEN,
}
