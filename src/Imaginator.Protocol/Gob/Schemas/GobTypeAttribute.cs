namespace Imaginator.Protocol.Gob.Schemas;

/// <summary>
/// Sets the Go name of a type, with its package: on a record, or on a property whose type has a name.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
internal sealed class GobTypeAttribute(string spelling) : Attribute
{
    /// <summary>The name, for example <c>image.Package</c>.</summary>
    public string Spelling => spelling;

    /// <summary>On a record: whether lists and maps hold pointers to it.</summary>
    public bool ListedByPointer { get; init; }
}

/// <summary>The length of an array.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class GobLengthAttribute(params int[] lengths) : Attribute
{
    /// <summary>The lengths of nested arrays, outermost first.</summary>
    public IReadOnlyList<int> Lengths => lengths;
}
