using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages;

/// <summary>Go's <c>struct {}</c>, the element type of maps that are used as sets.</summary>
[GobType("struct {}")]
public sealed record EmptyStruct;
