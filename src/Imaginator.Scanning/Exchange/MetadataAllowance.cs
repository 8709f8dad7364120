using Imaginator.Images;

namespace Imaginator.Scanning.Exchange;

/// <summary>
/// Limits the extended attributes and link targets of a tree while it is read: their length is counted before memory is allocated.
/// Not thread-safe.
/// </summary>
/// <param name="maximum">The maximum of their <see cref="TreeRules.MetadataLength"/>.</param>
internal sealed class MetadataAllowance(long maximum)
{
    private long _rest = maximum;

    /// <summary>Counts a length.</summary>
    /// <exception cref="MessageException">The sum exceeds the maximum.</exception>
    public void Use(int length)
    {
        _rest -= length;
        if (_rest < 0)
        {
            throw new MessageException("the extended attributes and link targets are too long");
        }
    }
}
