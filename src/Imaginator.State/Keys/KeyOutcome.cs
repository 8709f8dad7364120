namespace Imaginator.State.Keys;

/// <summary>What became of the reservation of a key.</summary>
public enum KeyOutcome
{
    /// <summary>The caller has the reservation.</summary>
    Reserved,

    /// <summary>An earlier order has the key and a build.</summary>
    Known,

    /// <summary>An order with the key is being started: ask again soon.</summary>
    Busy,

    /// <summary>The caller or the site has too many keys.</summary>
    TooMany,
}
