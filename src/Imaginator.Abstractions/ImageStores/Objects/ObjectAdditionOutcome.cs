namespace Imaginator.ImageStores.Objects;

/// <summary>What has become of contents that were to be added to a store.</summary>
public enum ObjectAdditionOutcome
{
    /// <summary>They are a new object.</summary>
    Added,

    /// <summary>The store had the object already.</summary>
    Known,

    /// <summary>They do not have the hash that they were said to have, and were not kept.</summary>
    Mismatch,
}
