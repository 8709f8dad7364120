using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Access.Tokens;

/// <summary>The bearer tokens of the daemon. The file is read with the first use of a token. Thread-safe.</summary>
internal sealed class TokenStore(TokenFile file, TimeProvider timeProvider, ILogger<TokenStore> logger)
{
    private const int IdBytes = 5;

    private readonly Lock _lock = new();
    private ImmutableArray<AccessToken> _tokens;

    // The ids of tokens that the file still has, because it could not be written.
    private ImmutableHashSet<string> _revoked = [];
    private bool _hasReportedFailure;

    /// <summary>Finds the token with a text; null if there is none, or if it has expired. Records its use.</summary>
    public AccessToken? Find(string text)
    {
        if (!TokenText.IsWellFormed(text))
        {
            return null;
        }

        lock (_lock)
        {
            return TryLoad() && FindByHash(TokenText.HashOf(text)) is { } token && IsValid(token) ? RecordUse(token) : null;
        }
    }

    /// <summary>Whether the token with an id is still valid: it has neither expired nor been revoked.</summary>
    public bool IsValid(string id)
    {
        lock (_lock)
        {
            return TryLoad() && _tokens.FirstOrDefault(other => other.Id == id) is { } token && IsValid(token);
        }
    }

    /// <summary>All tokens by name, with expired ones.</summary>
    /// <exception cref="ImaginatorException">The file cannot be used.</exception>
    public ImmutableArray<AccessToken> List()
    {
        lock (_lock)
        {
            return [.. Load().OrderBy(token => token.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>Makes a token. An expired token with the same name is removed.</summary>
    /// <exception cref="ImaginatorException">The order is invalid, or its name is in use, or the file cannot be used.</exception>
    public MadeToken Make(TokenOrder order, string madeBy)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.FindFault() is { } fault)
        {
            throw new ImaginatorException(fault);
        }

        lock (_lock)
        {
            var now = timeProvider.GetUtcNow();
            var others = Load().RemoveAll(token =>
                token.ExpiresAt <= now && (token.Name == order.Name || now - token.ExpiresAt > TokenLimits.KeepExpired));
            if (others.Any(token => token.Name == order.Name))
            {
                throw new ImaginatorException($"a token with the name \"{order.Name}\" exists; revoke it, or choose another name");
            }

            if (others.Length >= TokenLimits.Tokens)
            {
                throw new ImaginatorException($"the daemon has {TokenLimits.Tokens} tokens, which is the maximum; revoke some");
            }

            var text = TokenText.Create();
            var made = new AccessToken
            {
                Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)),
                Name = order.Name,
                Hash = TokenText.HashOf(text),
                Role = order.Role,
                Streams = order.Streams,
                MadeBy = madeBy,
                MadeAt = now,
                ExpiresAt = now + (order.Lifetime ?? TokenLimits.DefaultLifetime),
            };
            Replace(others.Add(made));
            return new MadeToken(made, text);
        }
    }

    /// <summary>Finds a token by its id or its name; null if there is none.</summary>
    /// <exception cref="ImaginatorException">The file cannot be used.</exception>
    public AccessToken? FindByName(string idOrName)
    {
        lock (_lock)
        {
            return Load().FirstOrDefault(token => token.Id == idOrName) ?? Load().FirstOrDefault(token => token.Name == idOrName);
        }
    }

    /// <summary>Revokes a token: from now on, it is not accepted. Tokens can be revoked twice.</summary>
    /// <exception cref="ImaginatorException">
    /// The file cannot be used. If it can be read but not written, the token is not accepted until the daemon restarts.
    /// </exception>
    public void Revoke(AccessToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        lock (_lock)
        {
            var others = Load().RemoveAll(other => other.Id == token.Id);

            // A full disk must not keep a stolen token valid.
            _revoked = _revoked.Add(token.Id);
            try
            {
                Replace(others);
            }
            catch (ImaginatorException e)
            {
                throw new ImaginatorException(
                    $"{e.Message}; the token is not accepted until the daemon restarts; revoke it again when the file can be written", e);
            }

            _revoked = _revoked.Remove(token.Id);
        }
    }

    private bool IsValid(AccessToken token) => token.ExpiresAt > timeProvider.GetUtcNow() && !_revoked.Contains(token.Id);

    // All hashes are compared in full, so that the duration is independent of them.
    private AccessToken? FindByHash(string hash)
    {
        var wanted = Encoding.ASCII.GetBytes(hash);
        AccessToken? found = null;
        foreach (var token in _tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(token.Hash), wanted))
            {
                found = token;
            }
        }

        return found;
    }

    private AccessToken RecordUse(AccessToken token)
    {
        var now = timeProvider.GetUtcNow();
        if (now - token.LastUsedAt < TokenLimits.UsePrecision)
        {
            return token;
        }

        var used = token with { LastUsedAt = now };
        _tokens = _tokens.Replace(token, used);
        try
        {
            file.Write(_tokens);
        }
        catch (ImaginatorException e)
        {
            // Tokens stay valid while the disk is full.
            AccessLog.UseNotRecorded(logger, file.Path, e.Message);
        }

        return used;
    }

    private void Replace(ImmutableArray<AccessToken> tokens)
    {
        file.Write(tokens);
        _tokens = tokens;
    }

    private ImmutableArray<AccessToken> Load()
    {
        if (_tokens.IsDefault)
        {
            _tokens = file.Read();
        }

        return _tokens;
    }

    private bool TryLoad()
    {
        try
        {
            Load();
            return true;
        }
        catch (ImaginatorException e)
        {
            if (!_hasReportedFailure)
            {
                _hasReportedFailure = true;
                AccessLog.NoTokens(logger, file.Path, e.Message);
            }

            return false;
        }
    }
}
