using System.Collections.Immutable;
using Imaginator.Building.Variables;

namespace Imaginator.Host.Observability.Logging;

/// <summary>
/// Masks secrets in everything that is logged: those of the variables file as it is now, and those of its last versions,
/// because builds that began with them may still be running. Thread-safe.
/// </summary>
internal sealed class LogMasking
{
    /// <summary>How many versions of the secrets are masked.</summary>
    public const int Versions = 4;

    private readonly Lock _lock = new();
    private Func<SecretMasker> _current = () => SecretMasker.None;
    private ImmutableArray<SecretMasker> _maskers = [];

    /// <summary>Sets where the masker comes from, once there are secrets.</summary>
    /// <param name="current">Gives the masker of the secrets that are in force; cheap, and the same while they are.</param>
    public void Use(Func<SecretMasker> current) => Volatile.Write(ref _current, current);

    /// <summary>Masks the secrets in a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The masked text.</returns>
    public string Mask(string text)
    {
        foreach (var masker in Maskers())
        {
            text = masker.Mask(text);
        }

        return text;
    }

    private ImmutableArray<SecretMasker> Maskers()
    {
        var current = Volatile.Read(ref _current)();
        lock (_lock)
        {
            if (_maskers.IsEmpty || !ReferenceEquals(_maskers[0], current))
            {
                _maskers = [current, .. _maskers.Where(masker => masker != current).Take(Versions - 1)];
            }

            return _maskers;
        }
    }
}
