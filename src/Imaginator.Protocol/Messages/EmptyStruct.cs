using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages;

/// <summary>Go's <c>struct {}</c>, the value of maps that are used as sets.</summary>
[GobType("struct {}")]
internal sealed record EmptyStruct;
