using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Imaginator.Building.Packaging;
using Imaginator.PackageCache.Configuration;

namespace Imaginator.PackageCache.Serving;

/// <summary>The sessions of running commands, each with its own secret; other clients have no access. Thread-safe.</summary>
internal sealed class ProxySessions(CommandLimits limits)
{
    private const string User = "build";
    private const int SecretBytes = 16;

    private readonly ConcurrentDictionary<string, ProxySession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Opens a session, which ends when it is disposed.</summary>
    /// <param name="port">The port of the proxy.</param>
    /// <param name="policy">What the command can reach.</param>
    /// <param name="checkedSince">See <see cref="ProxySession.CheckedSince"/>.</param>
    /// <param name="timeProvider">The clock.</param>
    public ProxySession Open(int port, DownloadPolicy policy, DateTimeOffset? checkedSince, TimeProvider timeProvider)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        var session = new ProxySession(
            new Uri($"http://{User}:{secret}@127.0.0.1:{port}/"),
            policy,
            limits,
            checkedSince,
            timeProvider,
            () => _sessions.TryRemove(secret, out _));
        _sessions[secret] = session;
        return session;
    }

    /// <summary>Finds the session of a request by its header <c>Proxy-Authorization</c>; null if there is none.</summary>
    public ProxySession? Find(string? authorization)
    {
        const string Scheme = "Basic ";
        Span<byte> decoded = stackalloc byte[128];
        if (authorization is null
            || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || !Convert.TryFromBase64Chars(authorization.AsSpan(Scheme.Length).Trim(), decoded, out var length))
        {
            return null;
        }

        return Encoding.Latin1.GetString(decoded[..length]).Split(':', 2) is [User, var secret]
            ? _sessions.GetValueOrDefault(secret)
            : null;
    }
}
