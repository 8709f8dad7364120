using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Imaginator.Host.Queue.Requests;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Access;

/// <summary>
/// Guards the forms of sessions against requests that pages of other sites send: each form has a token that belongs to its session.
/// Requests without a session need none, because browsers name the origin of a form. Thread-safe.
/// </summary>
internal sealed class AntiForgery
{
    /// <summary>The name of the field of forms that has the token.</summary>
    public const string FieldName = "formToken";

    /// <summary>The header of a script's request that has the token.</summary>
    public const string HeaderName = "X-Imaginator-Form-Token";

    private const int NonceBytes = 16;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    // A form that was loaded before a restart of the daemon is sent again after reloading its page.
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    /// <summary>
    /// The token for the forms of the page that answers a request; empty without a session. It differs each time: pages are compressed,
    /// and the lengths of many answers would reveal a token that stays the same.
    /// </summary>
    public string TokenFor(HttpContext http) =>
        SessionOf(http) is { } session ? TokenOf(session, RandomNumberGenerator.GetBytes(NonceBytes)) : "";

    /// <summary>Whether a token belongs to the session of a request. A request without a session needs none.</summary>
    public bool IsValid(HttpContext http, string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return SessionOf(http) is not { } session
            || (NonceOf(token) is { } nonce
                && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(TokenOf(session, nonce)), Encoding.UTF8.GetBytes(token)));
    }

    private static byte[]? NonceOf(string token) =>
        token.Length > 2 * NonceBytes && token.AsSpan(0, 2 * NonceBytes).IndexOfAnyExcept(HexDigits) < 0
            ? Convert.FromHexString(token.AsSpan(0, 2 * NonceBytes))
            : null;

    private static string? SessionOf(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.Features.Get<WebIdentity>() is { Kind: AuthenticationKind.Session } identity ? identity.SessionId : null;
    }

    private string TokenOf(string session, byte[] nonce)
    {
        byte[] text = [.. nonce, .. Encoding.UTF8.GetBytes(session)];
        return Convert.ToHexStringLower(nonce) + Convert.ToHexStringLower(HMACSHA256.HashData(_key, text));
    }
}
