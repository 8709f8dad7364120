namespace Imaginator.Testing.Tests.Stores;

/// <summary>The faults of a <see cref="MemoryStore"/>.</summary>
public enum MemoryStoreFault
{
    /// <summary>None.</summary>
    None,

    /// <summary>A pin keeps nothing.</summary>
    PinsDoNothing,

    /// <summary>One byte of each delivered object is wrong.</summary>
    FlipsByte,

    /// <summary>Contents are not compared with their hashes when they are added.</summary>
    StoresAnyContents,

    /// <summary>Contents are not compared with their hashes when they are delivered.</summary>
    DeliversCorruptObjects,

    /// <summary>Images without their objects can be added.</summary>
    AddsIncompleteImages,

    /// <summary>Expired images stay visible.</summary>
    ShowsExpiredImages,

    /// <summary>Names of deleted images can be used again.</summary>
    ReusesNames,

    /// <summary>An upload that is disposed of removes objects of others.</summary>
    TakesSharedObjects,

    /// <summary>The build log of an image is not among its objects.</summary>
    ForgetsAttachments,

    /// <summary>Commits ignore their token.</summary>
    IgnoresCancellation,

    /// <summary>Images are listed in the order of their UTF-16 names.</summary>
    SortsByCharacters,

    /// <summary>The expiration can be brought forward.</summary>
    ShortensLives,

    /// <summary>The image is visible before all objects have been checked.</summary>
    AddsImageFirst,

    /// <summary>Objects that the store has are reported as new.</summary>
    ReportsKnownObjectsAsNew,
}
