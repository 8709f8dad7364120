using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Imaginator.Host.Queue.Requests;

/// <summary>
/// Names one build for ever: across restarts, in the history, in addresses of pages. Later builds have greater ids. As text
/// it is 13 characters that can be read out aloud.
/// </summary>
/// <param name="Value">The number: milliseconds since 1970, then 21 random bits. Never negative.</param>
internal readonly record struct BuildId(long Value) : IComparable<BuildId>
{
    private const int RandomBits = 21;
    private const int BitsPerDigit = 5;
    private const int Digits = 13;

    // Crockford's alphabet: no i, l, o, u.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>Makes an id that nothing has.</summary>
    /// <param name="time">The clock.</param>
    /// <returns>The id.</returns>
    public static BuildId Create(TimeProvider time) =>
        new((time.GetUtcNow().ToUnixTimeMilliseconds() << RandomBits) | (long)RandomNumberGenerator.GetInt32(1 << RandomBits));

    /// <summary>Makes an id that nothing has, greater than another: many builds may be submitted within a millisecond.</summary>
    /// <param name="last">The last one that was made.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The id.</returns>
    public static BuildId CreateAfter(BuildId last, TimeProvider time)
    {
        var id = Create(time);
        return id.Value > last.Value ? id : new BuildId(last.Value + 1);
    }

    /// <summary>The least id of builds that were submitted at a time or later.</summary>
    /// <param name="time">The time, 1970 at the earliest.</param>
    /// <returns>The id; no build has it.</returns>
    public static BuildId FirstAt(DateTimeOffset time) => new(Math.Max(0, time.ToUnixTimeMilliseconds()) << RandomBits);

    /// <summary>Reads an id.</summary>
    /// <param name="text">What <see cref="ToString"/> has made; capitals are taken too.</param>
    /// <param name="id">The id.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out BuildId id)
    {
        id = default;
        if (text is not { Length: Digits })
        {
            return false;
        }

        var value = 0L;
        foreach (var letter in text)
        {
            var digit = Alphabet.IndexOf(char.ToLowerInvariant(letter), StringComparison.Ordinal);
            if (digit < 0 || value > long.MaxValue >> BitsPerDigit)
            {
                return false;
            }

            value = (value << BitsPerDigit) | (long)digit;
        }

        id = new BuildId(value);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(BuildId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => string.Create(Digits, Value, static (text, value) =>
    {
        for (var index = text.Length - 1; index >= 0; index--)
        {
            text[index] = Alphabet[(int)(value & ((1 << BitsPerDigit) - 1))];
            value >>= BitsPerDigit;
        }
    });
}
