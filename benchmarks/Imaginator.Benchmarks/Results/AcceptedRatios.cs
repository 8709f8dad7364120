using System.Text.Json;
using Imaginator.Benchmarks.Gate;

namespace Imaginator.Benchmarks.Results;

/// <summary>
/// The ratios that a run is compared with: the last ones that somebody looked at and accepted, for each kind of machine.
/// Kept in the repository, because a fresh clone has no previous run.
/// </summary>
internal sealed class AcceptedRatios
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly string _path;
    private readonly SortedDictionary<string, SortedDictionary<string, double>> _ofMachines;

    private AcceptedRatios(string path, SortedDictionary<string, SortedDictionary<string, double>> ofMachines)
    {
        _path = path;
        _ofMachines = ofMachines;
    }

    /// <summary>Reads the file; one that does not exist has nothing accepted.</summary>
    /// <exception cref="JsonException">It is not what <see cref="Accept"/> writes.</exception>
    public static AcceptedRatios Read(string path) => new(
        path,
        File.Exists(path)
            ? JsonSerializer.Deserialize<SortedDictionary<string, SortedDictionary<string, double>>>(File.ReadAllBytes(path))!
            : new(StringComparer.Ordinal));

    /// <summary>What was accepted on a kind of machine; null if nothing ever was.</summary>
    public IReadOnlyDictionary<string, double>? Of(string machine) => _ofMachines.GetValueOrDefault(machine);

    /// <summary>Accepts what was measured: the next run is compared with it.</summary>
    public void Accept(string machine, IEnumerable<MeasuredRatio> ratios)
    {
        if (!_ofMachines.TryGetValue(machine, out var accepted))
        {
            _ofMachines[machine] = accepted = new(StringComparer.Ordinal);
        }

        foreach (var ratio in ratios)
        {
            accepted[ratio.Key] = Math.Round(ratio.Ratio, 3);
        }

        File.WriteAllText(_path, JsonSerializer.Serialize(_ofMachines, Indented) + "\n");
    }
}
