using System.Collections.Immutable;
using Imaginator.Building.Variables;
using Imaginator.Host.Access.Tokens;

namespace Imaginator.Host.Observability.Logging;

/// <summary>
/// Masks secrets in all log entries: the values of the current variables file and of its previous versions, because builds that
/// started with them can still be running, and bearer tokens. Thread-safe.
/// </summary>
internal sealed class LogMasking
{
    /// <summary>The number of versions whose secrets are masked.</summary>
    public const int Versions = 4;

    private readonly Lock _lock = new();
    private Func<SecretMasker> _current = () => SecretMasker.None;
    private ImmutableArray<SecretMasker> _maskers = [];

    /// <summary>Sets the source of the current masker: a cheap function that returns the same object until the secrets change.</summary>
    public void Use(Func<SecretMasker> current) => Volatile.Write(ref _current, current);

    public string Mask(string text)
    {
        foreach (var masker in Maskers())
        {
            text = masker.Mask(text);
        }

        return TokenText.Mask(text);
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
