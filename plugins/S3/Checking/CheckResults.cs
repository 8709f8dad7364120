using Imaginator.ImageStores.Maintenance;

namespace Imaginator.Plugins.S3.Checking;

/// <summary>Collects the results of a check.</summary>
internal sealed class CheckResults
{
    private readonly List<string> _faults = [];
    private readonly List<string> _repairs = [];
    private readonly List<string> _unrepaired = [];
    private readonly List<string> _unreadable = [];
    private readonly List<string> _notes = [];

    public long Images { get; set; }

    public long Objects { get; set; }

    public long Bytes { get; set; }

    /// <summary>Adds a fault and its repair; null if it is not repaired.</summary>
    public void AddFault(string fault, string? repair)
    {
        _faults.Add(fault);
        (repair is null ? _unrepaired : _repairs).Add(repair ?? fault);
    }

    public void AddRepair(string repair) => _repairs.Add(repair);

    public void AddUnreadable(string text) => _unreadable.Add(text);

    public void AddNote(string text) => _notes.Add(text);

    public StoreCheckReport ToReport() => new()
    {
        Images = Images,
        Objects = Objects,
        Bytes = Bytes,
        Faults = [.. _faults],
        Repairs = [.. _repairs],
        Unrepaired = [.. _unrepaired],
        Unreadable = [.. _unreadable],
        Notes = [.. _notes],
    };
}
