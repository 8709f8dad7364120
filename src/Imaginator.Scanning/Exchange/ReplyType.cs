namespace Imaginator.Scanning.Exchange;

/// <summary>What a scanner process sends.</summary>
internal enum ReplyType : byte
{
    /// <summary>Hashed files: their number, then each.</summary>
    Files = 1,

    /// <summary>The tree, after all files: the end of a scan.</summary>
    Tree = 2,

    /// <summary>Paths: the end of a search.</summary>
    LeftOut = 3,

    /// <summary>The request failed; a text for people.</summary>
    Failed = 4,

    /// <summary>The request failed because memory ran out.</summary>
    OutOfMemory = 5,
}
