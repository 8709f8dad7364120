namespace Imaginator.Scanning;

/// <summary>Keeps the few largest of many items, for messages. Not thread-safe.</summary>
internal sealed class LargestItems
{
    private const int Kept = 5;

    private readonly PriorityQueue<string, long> _items = new(Kept + 1);

    /// <summary>Whether an item of this size would be kept.</summary>
    public bool Wants(long size) =>
        size > 0 && (_items.Count < Kept || (_items.TryPeek(out _, out var smallest) && size > smallest));

    /// <summary>Adds an item.</summary>
    public void Add(string name, long size)
    {
        _items.Enqueue(name, size);
        if (_items.Count > Kept)
        {
            _items.Dequeue();
        }
    }

    /// <summary>The items, the largest first.</summary>
    public string Describe(Func<long, string> describe) => string.Join(
        ", ",
        _items.UnorderedItems.OrderByDescending(item => item.Priority)
            .Select(item => $"{item.Element} ({describe(item.Priority)})"));
}
