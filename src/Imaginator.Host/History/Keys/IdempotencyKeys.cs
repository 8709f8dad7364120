using System.Security.Cryptography;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.History.Keys;

/// <summary>
/// Keys with which callers repeat an order without a second build, for example after a broken connection. The history keeps each key
/// for a day, so that it also holds after a restart. Thread-safe.
/// </summary>
internal sealed class IdempotencyKeys(BuildHistory history, TimeProvider timeProvider, ILogger<IdempotencyKeys> logger)
{
    /// <summary>The maximum length of a key in characters.</summary>
    public const int MaximumLength = 255;

    /// <summary>The maximum number of keys of a caller.</summary>
    public const int MaximumOfCaller = 10_000;

    /// <summary>The maximum number of keys of all callers.</summary>
    public const int MaximumTotal = 100_000;

    private const int SaltLength = 16;

    /// <summary>The time for which a key is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    // Orders with the same key wait for each other; few others do.
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Begins an order with a key. The caller disposes of the result when the order is complete.</summary>
    /// <param name="caller">The caller: keys of different callers are different.</param>
    /// <param name="key">The key.</param>
    /// <param name="order">The contents of the order, which must be the same whenever the key is used.</param>
    /// <param name="cancellationToken">Cancels the wait for another order with the key.</param>
    /// <exception cref="BuildRefusedException">The key is invalid, belongs to another order, or there are too many keys.</exception>
    /// <exception cref="ImaginatorException">The key cannot be kept.</exception>
    public async Task<KeyedOrder> BeginAsync(
        Caller caller, string key, ReadOnlyMemory<byte> order, CancellationToken cancellationToken)
    {
        Check(key);
        var name = caller.UserName;
        var turn = _turns[(int)((uint)HashCode.Combine(name, key) % (uint)_turns.Length)];
        await turn.WaitAsync(cancellationToken);
        try
        {
            return Stored(() => Begin(turn, name, key, order));
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    private KeyedOrder Begin(SemaphoreSlim turn, string name, string key, ReadOnlyMemory<byte> order)
    {
        var now = timeProvider.GetUtcNow();
        if (history.FindKey(name, key) is { } known && known.CreatedAt > now - Lifetime)
        {
            if (!DigestOf(known.Salt.Span, order.Span).AsSpan().SequenceEqual(known.Digest.Span))
            {
                throw new BuildRefusedException(
                    BuildRefusal.KeyReused, $"the idempotency key \"{key}\" belongs to another request; use a new key for each request");
            }

            if (known.Build is { } build)
            {
                return new KeyedOrder(history, turn, logger, known) { Build = build };
            }

            // The daemon ended while it started the build.
        }

        RefuseTooMany(name, now);
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        var reserved = new StoredKey(name, key, Build: null, salt, DigestOf(salt, order.Span), now);
        history.SaveKey(reserved);
        return new KeyedOrder(history, turn, logger, reserved);
    }

    private void RefuseTooMany(string name, DateTimeOffset now)
    {
        history.DeleteKeysBefore(now - Lifetime);
        var (ofCaller, total) = history.CountKeys(name);
        if (ofCaller >= MaximumOfCaller || total >= MaximumTotal)
        {
            throw new BuildRefusedException(
                BuildRefusal.TooMany,
                $"too many idempotency keys within {Lifetime.TotalHours:0} h: the maximum is {MaximumOfCaller} of a caller and "
                + $"{MaximumTotal} in total; send the request without a key");
        }
    }

    private static void Check(string key)
    {
        if (key.Length is 0 or > MaximumLength || key.Any(letter => letter is < ' ' or > '~'))
        {
            throw new BuildRefusedException(
                BuildRefusal.OutOfBounds, $"invalid idempotency key: give 1 to {MaximumLength} printable ASCII characters");
        }
    }

    private static byte[] DigestOf(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> order)
    {
        byte[] text = [.. salt, .. order];
        return SHA256.HashData(text);
    }

    private static T Stored<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is not BuildRefusedException && HistoryFailures.IsStorageFailure(e))
        {
            throw new ImaginatorException($"cannot keep the idempotency key: {e.Clause()}; send the request without a key", e);
        }
    }
}
