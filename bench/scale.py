"""Desk and search at 1,000 and at 100,000 dossiers, the open ones equal in number."""

import statistics
import time

from flask import Flask
from sqlalchemy import text

from accounts.access import LIMITS, RateLimit
from bench.figures import Figure, Took, grown
from bench.pages import Page, browser, count_statements, end, pages_of
from bench.stack import Stack
from store.db import db
from workflow.text import words

SIZES = (1_000, 100_000)
LARGE = (1_000, 1_000_000)
RATIO_MAX = 1.3
VISITS = 25
WARM_UP = 3
RARE, COMMON = "cầu treo Khuổi Lung", "vay vốn"
RARE_ROWS = 15
SUBJECTS = (
    "vay vốn mua máy", "giống ngô chịu hạn", "đường vào vùng sản xuất", "nước tưới mùa khô",
    "nhà kho và sân phơi", "thuê đất dài hạn", "hóa đơn điện tử", "tiêu thụ quả na",
    "tem truy xuất nguồn gốc", "đào tạo giám đốc", "bảo hiểm cho thành viên", "chống hàng giả",
    "kéo điện ba pha", "cửa khẩu ùn ứ", "phân bón kém", "hồ sơ sản phẩm", "chuyển đổi rừng hồi",
    "du lịch cộng đồng", "máy sấy thạch", "chợ nông sản", "giá vật tư", "kho lạnh", "bò sinh sản",
    "nhãn hiệu tập thể", "lò sấy hồi",
)  # fmt: skip
DOSSIERS = text(
    """
    INSERT INTO dossier (kind, code, year, serial, state, version, subject, cooperative_id,
        asker_name, filed_by_id, unit_id, officer_id, held_since, received_at, received_on,
        limit_days, due_on,
        next_due_on, next_due, is_due_provisional, settled_at, updated_at, head_seq, head_hash,
        search_fold)
    SELECT 'petition', format('KN-%s-%s-0', 2000 + n / 60000,
            lpad((n % 60000)::text, 6, '0')),
        2000 + n / 60000, n % 60000, 'closed', 1, 'Đề nghị về ' || subject,
        cooperative_id,
        '', filed_by_id, unit_id, officer_id, moment, moment, moment::date, 15,
        moment::date + 21, moment::date + 21, 'answer', false, moment + interval '20 days',
        moment + interval '30 days', 3, md5(n::text), 'de nghi ve ' || fold || ' hop tac xa o xa '
        || 'so ' || n % 65 || ' mong lien minh xem xet som tra loi giup ' || md5(n::text)
    FROM (
        SELECT n, subjects.subject, subjects.fold, timestamptz '2010-01-04 02:00Z' +
            n % 100000 * interval '1 hour' AS moment,
            cooperatives[1 + n % cardinality(cooperatives)] AS cooperative_id,
            officers.id AS officer_id, officers.unit_id, filers.id AS filed_by_id
        FROM generate_series(1, :count) AS n
        JOIN (SELECT unnest(CAST(:subjects AS text[])) AS subject,
                     unnest(CAST(:folds AS text[])) AS fold,
                     generate_series(0, :subject_count - 1) AS place) AS subjects
            ON subjects.place = CASE WHEN n <= :rare THEN 0 ELSE 1 + n % (:subject_count - 1) END
        CROSS JOIN (SELECT array_agg(id) AS cooperatives FROM cooperative
                    WHERE id NOT IN (SELECT cooperative_id FROM mandate)) AS all_cooperatives
        JOIN (SELECT id, unit_id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER ()
              AS total FROM account WHERE role = 'officer') AS officers
            ON officers.place = n % officers.total
        CROSS JOIN (SELECT id FROM account WHERE role = 'representative' LIMIT 1) AS filers
    ) AS made
    """
)
REST = (
    """INSERT INTO petition (dossier_id, channel, topic_code, situation, contact_name,
        contact_phone, contact_email, may_publish, fingerprint, is_multi_body, verdict_note)
       SELECT id, 'portal', 'other', search_fold, 'Nông Văn Đo', '0912345678', '', true,
        md5(code), false, '' FROM dossier WHERE year < 2020""",
    """INSERT INTO demand (petition_id, position, text)
       SELECT id, n, subject FROM dossier, generate_series(1, 2) AS n WHERE year < 2020""",
    """INSERT INTO dossier_event (dossier_id, seq, action, source, target, actor_role, actor_name,
        at, audience, note, data, prev_hash, hash)
       SELECT id, n, (ARRAY['file', 'route', 'close'])[n], '', 'closed', 'system', 'Hệ thống',
        received_at, 'owner', '',
        jsonb_build_object('received_on', received_on::text, 'limit_days', 15), '',
        md5(id::text || n)
       FROM dossier, generate_series(1, 3) AS n WHERE year < 2020""",
    "ANALYZE",
)


def measure(stack: Stack, sizes: tuple[int, int] = SIZES) -> list[Figure]:
    """Fill two copies of the demo's database and measure each page on both, visit by visit."""
    LIMITS["search"] = RateLimit(1_000_000, 60)
    apps = [filled(stack, size, "scale") for size in sizes]
    found, named = [], " → ".join(f"{size:,}" for size in sizes)
    for pages in zip(_pages(apps[0]), _pages(apps[1]), strict=True):
        times = _times(apps, pages)
        counts = [count_statements(app, page) for app, page in zip(apps, pages, strict=True)]
        small, large = (Took(ms, count) for ms, count in zip(times, counts, strict=True))
        found.append(grown(f"{pages[0].name}, {named} dossiers", small, large, RATIO_MAX))
    for app in apps:
        end(app)
    return found


def _pages(app: Flask) -> list[Page]:
    pages = pages_of(app)
    officer = next(page.cookie for page in pages if "officer" in page.name)
    leader = next(page.cookie for page in pages if "leader" in page.name)
    return [
        *pages,
        Page("desk (leader, sees all)", "/ban-lam-viec", leader),
        Page("search, few hits (officer)", f"/tim-ho-so?q={RARE}", officer),
        Page("search, few hits (leader)", f"/tim-ho-so?q={RARE}", leader),
        Page("search, one in 25 (leader)", f"/tim-ho-so?q={COMMON}", leader),
    ]


def _times(apps: list[Flask], pages: tuple[Page, Page]) -> list[float]:
    """Return the median of each in milliseconds; the two take turns."""
    clients = [browser(app, page) for app, page in zip(apps, pages, strict=True)]
    times: list[list[float]] = [[], []]
    for visit in range(WARM_UP + VISITS):
        for client, page, seen in zip(clients, pages, times, strict=True):
            began = time.perf_counter()
            answer = client.get(page.path)
            if visit >= WARM_UP:
                seen.append((time.perf_counter() - began) * 1000)
            if answer.status_code != 200:
                raise RuntimeError(f"{page.path}: {answer.status}")
    return [statistics.median(seen) for seen in times]


def filled(stack: Stack, size: int, part: str) -> Flask:
    """Return the application on a copy of the demo, one for each part, with `size` dossiers."""
    app = stack.app(stack.copy_database(f"{part}_{size}"))
    subjects = (RARE, *SUBJECTS)
    with app.app_context():
        session = db.session()
        present = session.scalar(text("SELECT count(*) FROM dossier"))
        values = {
            "count": size - (present or 0),
            "subjects": list(subjects),
            "folds": [" ".join(words(subject)) for subject in subjects],
            "subject_count": len(subjects),
            "rare": RARE_ROWS,
        }
        session.execute(DOSSIERS, values)
        for statement in REST:
            session.execute(text(statement))
        session.commit()
    return app
