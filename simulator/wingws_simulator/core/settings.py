"""Every limit and every default of the gateway, each with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Close", "Settings"]


class Close(NamedTuple):
    """A close code and reason of RFC 6455, as `$disconnect` reports them."""

    code: int
    reason: str


_GOING_AWAY = Close(1001, "Going away")
_CLOSED_NORMALLY = Close(1000, "Connection Closed Normally")
_UNSUPPORTED_DATA = Close(1003, "")


@dataclass(frozen=True)
class Settings:
    """
    The numbers behind the behaviour; durations in seconds, sizes in bytes.

    The letter at each says how sure it is: C certain (AWS documentation or its
    service model), O observed on AWS by a third party, I inferred, U unknown.
    Tests pass other values so as not to wait; nothing else should.

    """

    # Quotas: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
    frame_size: int = 32_768  # C: larger from the client closes with 1009; I: outbound
    message_size: int = 131_072  # C: larger from the client 1009, from POST 413
    idle_timeout: float = 600.0  # C: no message in either direction
    connection_timeout: float = 7_200.0  # C: maximum duration of a connection
    integration_timeout: float = 29.0  # C: default and maximum
    authorizer_timeout: float = 29.0  # I: as an integration's
    authorizer_result_size: int = 8_192  # C: as JSON
    url_size: int = 4_096  # C: characters; counted without scheme and host (I)
    header_size: int = 10_240  # I: all names and values; documented for REST APIs

    account_connection_rate: float = 500.0  # C: new connections a second
    account_connection_burst: int = 500  # U: how many of them at once
    account_request_rate: float = 10_000.0  # C: messages and calls of @connections
    account_request_burst: int = 5_000  # C: how many of them at once

    # Answers of the handshake and of @connections.
    no_stage_status: int = 403  # O: not deployed; I: unknown; U: a path below it
    plain_request_status: int = 426  # I
    url_too_long_status: int = 414  # U
    headers_too_long_status: int = 431  # U
    throttled_status: int = 429  # O
    throttled_message: str = "Too Many Requests"  # I: of error frames too
    quota_message: str = "Limit Exceeded"  # I: a usage plan's, of error frames too
    foreign_origin_status: int = 403  # I: only simulators check the Origin
    unauthorized_status: int = 401  # C: no identity source, or `Unauthorized` raised
    denied_status: int = 403  # O: IAM; I: the authorizer's policy
    authorizer_failure_status: int = 500  # I: it raised, took too long, said nonsense
    no_api_key_status: int = 403  # I
    not_invoked_status: int = 500  # O: no permission, or no such function
    handler_failure_status: int = 502  # O: it raised; I: it returned nonsense
    handler_timeout_status: int = 504  # I: as in REST APIs
    rejection_has_body: bool = False  # U: whether `$connect`'s body goes to the client
    shut_down_status: int = 503  # I: only simulators end
    not_utf8_status: int = 400  # U: AWS sends text only, so POST has to fail, loudly
    not_utf8_message: str = "The message is not valid UTF-8"  # U
    too_long_message: str = "Message too long"  # U: with the 413
    clock_skew: float = 300.0  # C: a signature lives five minutes

    # Close codes and reasons that the gateway itself chooses.
    idle_close: Close = _GOING_AWAY  # O
    connection_timeout_close: Close = _GOING_AWAY  # I: as idle
    delete_close: Close = _CLOSED_NORMALLY  # O
    binary_close: Close = _UNSUPPORTED_DATA  # code C, reason U
    failure_reason: str = ""  # U: with 1002, 1007 and 1009
    shutdown_close: Close = _GOING_AWAY  # I: RFC 6455, section 7.4.1
    no_status_reason: str = "Client-side close frame status not set"  # C: with 1005
    abnormal_reason: str = ""  # U: with 1006, no close frame at all

    # Behaviour.
    ping_resets_idle: bool = False  # U: sources conflict
    null_selects: str = ""  # U: what a JSON null is in a route selection expression
    one_way_checks_result: bool = True  # U: nonsense on a one-way route sends an error
    jitter: float = 0.0  # I: messages start up to that late, and so out of order

    # Tables: what has expired, and who handles changes.
    expiry_delay: float = 60.0  # I: to an expired item's removal; C: "a few days"
    stream_retry_delay: float = 1.0  # U: to the second try of a batch; then doubled
    stream_retry_delay_limit: float = 60.0  # U: the longest that it becomes

    # Limits of the simulator's own sockets: AWS documents none of them.
    request_timeout: float = 10.0  # I: to a first byte; from there to a whole request
    keep_alive_timeout: float = 75.0  # I: between requests
    head_size: int = 16_384  # I: request line and headers; AWS allows 10,240 + a URL
    body_size: int = 10_485_760  # I: payload limit of the other API kinds
    close_timeout: float = 10.0  # I: from our close frame to the end of the socket
    write_buffer_size: int = 1_048_576  # U: unread bytes before POST answers 429
    grace_period: float = 5.0  # I: for handlers still running at shutdown
