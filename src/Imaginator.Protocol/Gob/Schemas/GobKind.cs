namespace Imaginator.Protocol.Gob.Schemas;

/// <summary>What a type is on the wire. The values up to <see cref="Interface"/> are the ids of the basic types.</summary>
internal enum GobKind
{
    /// <summary>A truth value.</summary>
    Bool = 1,

    /// <summary>A signed integer of any size.</summary>
    Int = 2,

    /// <summary>An unsigned integer of any size.</summary>
    Uint = 3,

    /// <summary>A floating-point number of any size.</summary>
    Float = 4,

    /// <summary>A list of bytes.</summary>
    Bytes = 5,

    /// <summary>Text.</summary>
    String = 6,

    /// <summary>A complex number.</summary>
    Complex = 7,

    /// <summary>A value that comes with its own type.</summary>
    Interface = 8,

    /// <summary>A fixed number of elements.</summary>
    Array = 100,

    /// <summary>Any number of elements.</summary>
    Slice,

    /// <summary>Named fields.</summary>
    Struct,

    /// <summary>Keys with elements.</summary>
    Map,

    /// <summary>Bytes that a type makes itself ("gob" style).</summary>
    GobEncoder,

    /// <summary>Bytes that a type makes itself ("binary" style).</summary>
    BinaryMarshaler,

    /// <summary>Bytes that a type makes itself ("text" style).</summary>
    TextMarshaler,
}
