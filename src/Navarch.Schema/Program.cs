using Navarch.Schema;
using Navarch.Schema.Emit;

// Navarch.Schema <schema folder> <output folder>: writes the C# of the API; exit code 1 and one line a problem otherwise.
if (args is not [var schema, var output])
{
    await Console.Error.WriteLineAsync("usage: Navarch.Schema SCHEMA_FOLDER OUTPUT_FOLDER");
    return 2;
}

var model = SchemaParser.ParseTree(schema);
SchemaChecker.Check(model);
foreach (var problem in model.Problems)
{
    await Console.Error.WriteLineAsync(Path.Combine(schema, problem));
}

if (model.Problems.Count > 0)
{
    return 1;
}

var files = new OutputFolder(output);
foreach (var (name, text) in ApiEmitter.Emit(model))
{
    files.Write(name, text);
}

files.RemoveStale();
return 0;
