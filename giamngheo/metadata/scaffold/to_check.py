"""What of a copied configuration is another's and the office's to look through: a note at the top of each such file.

`giamngheo init` and `giamngheo doctor` name the files; who has looked through one deletes its note.
"""

from __future__ import annotations

# File of the sample → what in it is the sample's, and what to do.
TO_CHECK = {
    "plan.toml": (
        "cơ quan chịu trách nhiệm, chỉ tiêu, mục tiêu",
        "[offices], [[indicator]] và target là của mẫu: kế hoạch năm 2020 của một huyện. Ngành Lao động - Thương binh và Xã hội\n"
        "nay không còn, việc giảm nghèo do ngành Nông nghiệp và Môi trường phụ trách (ở xã thường là Phòng Kinh tế). Sửa theo kế\n"
        "hoạch của mình: tên cơ quan; sign, value của target; article (mục của kế hoạch); chỉ tiêu không có trong kế hoạch thì\n"
        "xóa cả mục [[indicator]]; thêm chỉ tiêu thì chép một mục rồi sửa.",
    ),
    "report.toml": (
        "nơi nhận, dòng lưu, tên các tổ chức giúp hộ",
        "receivers, filed_as mới có mức tối thiểu: ghi thêm nơi nhận của mình. Các [[organisation]] và cách viết tắt là của mẫu.",
    ),
    "operation.toml": (
        "giờ chạy, duyệt, nhắc, lời giới thiệu các việc",
        "giờ (at), mục [approval], [reminders], [keep] và title, description của các việc là của mẫu: huyện thu của các xã.",
    ),
    "classes.toml": (
        "diện hộ, biến động, chuẩn nghèo",
        "các diện hộ, biến động là của mẫu năm 2020, và chưa nêu chuẩn nghèo nào. Thêm diện thì thêm cả vào biểu và plan.toml;\n"
        "chuẩn nghèo đổi trong các năm báo cáo thì ghi các [[standard]] như ví dụ dưới đây.",
    ),
    "forms/BC-GN-01/form.toml": (
        "các trang tính, cột, quy tắc của biểu",
        "biểu này, cả các tệp bên cạnh, là của mẫu. So từng cột với những gì cơ quan thu; bỏ hay thêm cột thì ghi until, since.",
    ),
    "forms/BC-GN-01/resource.toml": (
        "các nguồn lực, như «Ngân sách huyện»",
        "các nguồn ở cột «Nguồn» là của mẫu, như «Ngân sách huyện»: sửa label theo cấp ngân sách của mình, bỏ mục không có.",
    ),
}
_HOW = "Xem, sửa xong thì xóa các dòng bắt đầu bằng #! này."


def note_of(name: str) -> str:
    """Of a file of the sample."""
    return as_note(TO_CHECK[name][1])


def as_note(what: str) -> str:
    return f"PHẢI XEM LẠI: {what}\n{_HOW}"
