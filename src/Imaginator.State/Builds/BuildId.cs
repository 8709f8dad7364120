using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Imaginator.State.Builds;

/// <summary>
/// Identifies one build forever: across restarts, in the history, in URLs of pages. Later builds have greater ids. The text
/// form has 13 characters that people can read aloud.
/// </summary>
/// <param name="Value">Milliseconds since 1970, followed by 21 random bits. Never negative.</param>
public readonly record struct BuildId(long Value) : IComparable<BuildId>
{
    private const int RandomBits = 21;
    private const int BitsPerDigit = 5;
    private const int Digits = 13;

    // Crockford's alphabet: no i, l, o, u.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>Creates a new id.</summary>
    public static BuildId Create(TimeProvider timeProvider) =>
        new((timeProvider.GetUtcNow().ToUnixTimeMilliseconds() << RandomBits) | (long)RandomNumberGenerator.GetInt32(1 << RandomBits));

    /// <summary>Creates a new id that is greater than the last one, even within a millisecond.</summary>
    public static BuildId CreateAfter(BuildId last, TimeProvider timeProvider)
    {
        var id = Create(timeProvider);
        return id.Value > last.Value ? id : new BuildId(last.Value + 1);
    }

    /// <summary>The least id of a build submitted at a time or later; no build has it. The time is 1970 or later.</summary>
    public static BuildId FirstAt(DateTimeOffset time) => new(Math.Max(0, time.ToUnixTimeMilliseconds()) << RandomBits);

    /// <summary>Parses the result of <see cref="ToString"/>; upper case is accepted.</summary>
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

    public int CompareTo(BuildId other) => Value.CompareTo(other.Value);

    public override string ToString() => string.Create(Digits, Value, static (text, value) =>
    {
        for (var index = text.Length - 1; index >= 0; index--)
        {
            text[index] = Alphabet[(int)(value & ((1 << BitsPerDigit) - 1))];
            value >>= BitsPerDigit;
        }
    });
}
