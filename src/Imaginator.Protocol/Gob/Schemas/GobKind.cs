namespace Imaginator.Protocol.Gob.Schemas;

/// <summary>
/// The kind of a type on the wire. The values up to <see cref="Interface"/> are the ids of the basic types.
/// </summary>
public enum GobKind
{
    /// <summary>A Boolean value.</summary>
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

    /// <summary>A value that carries its own type.</summary>
    Interface = 8,

    /// <summary>A fixed number of elements.</summary>
    Array = 100,

    /// <summary>Any number of elements.</summary>
    Slice,

    /// <summary>Named fields.</summary>
    Struct,

    /// <summary>Keys with elements.</summary>
    Map,

    /// <summary>Bytes from the type's own encoder ("gob" style).</summary>
    GobEncoder,

    /// <summary>Bytes from the type's own encoder ("binary" style).</summary>
    BinaryMarshaler,

    /// <summary>Bytes from the type's own encoder ("text" style).</summary>
    TextMarshaler,
}
