namespace Imaginator.Host.Workers;

/// <summary>What one build has experienced with the workers. Not thread-safe.</summary>
internal sealed class WorkerAttempts
{
    /// <summary>A build that has lost a worker this often may be the cause.</summary>
    public const int MaximumLosses = 3;

    private readonly HashSet<string> _tried = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _losses = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _reasons = new(StringComparer.Ordinal);

    /// <summary>The names of the workers that do not get the build now.</summary>
    public IReadOnlySet<string> Tried => _tried;

    /// <summary>The reasons why workers did not build; empty if none was tried.</summary>
    public string Reasons => string.Join("; ", _reasons.Select(item => $"{item.Key}: {item.Value}"));

    /// <summary>Counts a worker that was lost: it can get the build again when it is back.</summary>
    public void AddLost(string worker, string reason)
    {
        _tried.Add(worker);
        _losses[worker] = _losses.GetValueOrDefault(worker) + 1;
        _reasons[worker] = reason;
    }

    /// <summary>Counts a worker that can never build this.</summary>
    public void AddUnfit(string worker, string reason)
    {
        _tried.Add(worker);
        _losses[worker] = MaximumLosses;
        _reasons[worker] = reason;
    }

    /// <summary>Whether a worker can still get the build.</summary>
    public bool MayTry(string worker) => _losses.GetValueOrDefault(worker) < MaximumLosses;

    /// <summary>Gives workers that were lost another chance. The pool knows which of them are back.</summary>
    /// <returns>Whether there are any.</returns>
    public bool TryForgive() => _tried.RemoveWhere(MayTry) > 0;
}
