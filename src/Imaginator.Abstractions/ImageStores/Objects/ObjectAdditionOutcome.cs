namespace Imaginator.ImageStores.Objects;

/// <summary>The outcomes of adding an object to a store.</summary>
public enum ObjectAdditionOutcome
{
    /// <summary>The contents are a new object.</summary>
    Added,

    /// <summary>The store already had the object.</summary>
    Known,

    /// <summary>The contents do not have the expected hash. The store discarded them.</summary>
    Mismatch,
}
