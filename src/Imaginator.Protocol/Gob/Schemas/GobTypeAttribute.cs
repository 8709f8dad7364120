namespace Imaginator.Protocol.Gob.Schemas;

/// <summary>Names a type as Go spells it, with its package: on a record, or on a property whose type has a name.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
internal sealed class GobTypeAttribute(string spelling) : Attribute
{
    /// <summary>For instance <c>image.Package</c>.</summary>
    public string Spelling => spelling;

    /// <summary>On a record: whether lists and maps hold pointers to it.</summary>
    public bool ListedByPointer { get; init; }
}

/// <summary>The length of an array.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class GobLengthAttribute(params int[] lengths) : Attribute
{
    /// <summary>The lengths, outermost first.</summary>
    public IReadOnlyList<int> Lengths => lengths;
}
