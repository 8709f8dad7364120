using System.Collections.Immutable;

namespace Imaginator.State.Tokens;

/// <summary>Bearer tokens. A revocation holds for every daemon when the call returns. Thread-safe. Members throw <see cref="StateException"/>.</summary>
public interface ITokenStore
{
    /// <summary>Finds a token that has not expired by the hash of its text, and records its use; null if the store does not have it.</summary>
    ValueTask<AccessToken?> FindAsync(string hash, CancellationToken cancellationToken);

    /// <summary>Reads the tokens that have not expired, by their names.</summary>
    ValueTask<ImmutableArray<AccessToken>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Adds a token, in place of an expired one of its name.</summary>
    ValueTask<TokenAddition> AddAsync(AccessToken token, CancellationToken cancellationToken);

    /// <summary>Deletes a token by its id. False if the store does not have it.</summary>
    ValueTask<bool> RevokeAsync(string id, CancellationToken cancellationToken);
}
